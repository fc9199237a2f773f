"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { apiKeyStatuses } from "@/lib/features/api-keys/contract";
import { hasFilters, type KeyFilters } from "./key-filters";
import { environmentLabels, type KeyProduct } from "./key-product";

type Props = {
  filters: KeyFilters;
  onFiltersChange: (filters: KeyFilters) => void;
  products: readonly KeyProduct[];
};

const anything = "";

/** Search and filters above the list. */
export function ApiKeyFilters({ filters, onFiltersChange, products }: Props) {
  const select = (name: "product" | "environment" | "status", all: string, options: [string, string][]) => (
    <Select
      aria-label={name.charAt(0).toUpperCase() + name.slice(1)}
      className="min-w-0"
      value={filters[name] ?? anything}
      onValueChange={(value) => onFiltersChange({ ...filters, [name]: value || undefined })}
      options={[{ value: anything, label: all }, ...options.map(([value, label]) => ({ value, label }))]}
    />
  );
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Search keys"
        placeholder="Name or beginning of the key"
        value={filters.search ?? ""}
        onValueChange={(search) => onFiltersChange({ ...filters, search: search || undefined })}
      />
      <div className="grid w-full grid-cols-[4fr_5fr] gap-2 sm:flex sm:w-auto">
        {select(
          "product",
          "All products",
          products.map(({ id, label }) => [id, label]),
        )}
        {select("environment", "All environments", Object.entries(environmentLabels))}
        {select(
          "status",
          "Any status",
          apiKeyStatuses.map((status) => [status, status.charAt(0).toUpperCase() + status.slice(1)]),
        )}
        {hasFilters(filters) && (
          <Button variant="ghost" onClick={() => onFiltersChange({})}>
            <X aria-hidden className="size-4" />
            Clear
          </Button>
        )}
      </div>
    </search>
  );
}
