"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { productIds, productOf } from "@/lib/access/catalogue";
import { usageRanges } from "@/lib/features/usage/contract";
import { isFiltered, type UsageChange, type UsageFilter } from "./usage-filter";

export type CredentialOption = { id: string; name: string };

const all = "all";
const ranges = usageRanges.map((range) => ({ value: range, label: range }));
const products = [
  { value: all, label: "All products" },
  ...productIds
    .filter((id) => productOf(id).counts === "organization")
    .map((id) => ({ value: id as string, label: productOf(id).label })),
];
const environments = [
  { value: all, label: "All environments" },
  { value: "production", label: "Production" },
  { value: "development", label: "Development" },
];

/** Range and filters of the usage page. */
export function UsageFilters({
  filter,
  credentials,
  onChange,
}: {
  filter: UsageFilter;
  credentials: readonly CredentialOption[];
  onChange: (change: UsageChange) => void;
}) {
  const keys = [{ value: all, label: "All keys" }, ...credentials.map(({ id, name }) => ({ value: id, label: name }))];
  const choose = (name: "product" | "environment" | "key") => (value: string) =>
    onChange({ [name]: value === all ? null : value });
  return (
    <div className="mb-6 flex flex-wrap items-center gap-2">
      <div className="w-full sm:mr-auto sm:w-auto [&>[role=radiogroup]]:w-full">
        <Segmented label="Range" value={filter.range} onValueChange={(range) => onChange({ range })} options={ranges} />
      </div>
      {isFiltered(filter) && (
        <Button
          variant="ghost"
          className="order-last w-full sm:order-none sm:w-auto"
          onClick={() => onChange({ product: null, environment: null, key: null })}
        >
          <X aria-hidden className="size-4" />
          Clear filters
        </Button>
      )}
      <Select
        aria-label="Product"
        className="min-w-36 flex-1 sm:flex-none"
        value={filter.product ?? all}
        onValueChange={choose("product")}
        options={products}
      />
      <Select
        aria-label="Environment"
        className="min-w-36 flex-1 sm:flex-none"
        value={filter.environment ?? all}
        onValueChange={choose("environment")}
        options={environments}
      />
      <Select
        aria-label="Key"
        className="w-full sm:w-52"
        value={filter.credentialId ?? all}
        onValueChange={choose("key")}
        options={keys}
      />
    </div>
  );
}
