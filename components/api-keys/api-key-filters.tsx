"use client";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
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
const typingPauseMs = 250;

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
      <SearchBox value={filters.search ?? ""} onValueChange={(search) => onFiltersChange({ ...filters, search })} />
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

/** Searches when the typing pauses; follows the address when that changes otherwise. */
function SearchBox({ value, onValueChange }: { value: string; onValueChange: (value: string | undefined) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const change = useRef(onValueChange);
  useEffect(() => {
    change.current = onValueChange;
  });

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      change.current(wanted || undefined);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <Input
        type="search"
        aria-label="Search keys"
        placeholder="Name or beginning of the key"
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-9"
      />
    </div>
  );
}
