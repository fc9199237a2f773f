"use client";
import { FilterBar } from "@/components/ui/filter-bar";
import { SearchPicker } from "@/components/ui/search-picker";
import type { Address } from "@/components/ui/use-address";
import { countedProductIds, productOf } from "@/lib/access/catalogue";
import { credentialsContract, usageRanges } from "@/lib/features/usage/contract";
import { call } from "@/lib/http/call";
import { defaultRange, type usageFilters } from "./usage-filter";

const ranges = usageRanges.map((range) => ({ value: range, label: range }));
const products = () => [
  { value: "", label: "All products" },
  ...countedProductIds().map((id) => ({ value: id, label: productOf(id).label })),
];
const environments = [
  { value: "", label: "All environments" },
  { value: "production", label: "Production" },
  { value: "development", label: "Development" },
];

/** The keys, tokens, apps and sessions whose requests the reader may see. */
const credentials = {
  group: "usage-credentials",
  find: async (search: string, signal: AbortSignal) => {
    const { data } = await call(credentialsContract, { query: { search } }, { signal });
    return data.map(({ id, name, hint, ended }) => ({
      value: id,
      label: name,
      note: [hint, ended ? "ended" : ""].filter(Boolean).join(", "),
    }));
  },
  name: async (id: string, signal: AbortSignal) => {
    const { data } = await call(credentialsContract, { query: { id } }, { signal });
    return data[0]?.name ?? null;
  },
};

/** Range and filters of the usage page. */
export function UsageFilters({ address }: { address: Address<typeof usageFilters> }) {
  return (
    <FilterBar
      address={address}
      controls={[
        { as: "segmented", name: "range", label: "Range", options: ranges, fallback: defaultRange },
        { as: "select", name: "product", label: "Product", options: products() },
        { as: "select", name: "environment", label: "Environment", options: environments },
        {
          as: "own",
          name: "key",
          control: (value, choose) => (
            <SearchPicker
              label="Key, token or app"
              anything="All credentials"
              source={credentials}
              value={value ?? ""}
              onValueChange={choose}
            />
          ),
        },
      ]}
    />
  );
}
