"use client";
import { FilterBar } from "@/components/ui/filter-bar";
import { pickerControl } from "@/components/ui/search-picker";
import type { Address } from "@/components/ui/use-address";
import { countedProductIds, productOf } from "@/lib/access/catalogue";
import {
  credentialsContract,
  customersContract,
  endpointsContract,
  nameOfValue,
  usageDimensions,
  usageStatuses,
} from "@/lib/features/usage/contract";
import { WatchedCredential } from "@/lib/generated/prisma/enums";
import { call } from "@/lib/http/call";
import { TimeControl, ZoneControl } from "./time-control";
import { isFiltered, tellsTags, type usageFilters, withoutFilters } from "./usage-filter";

const products = () => [
  { value: "", label: "All products" },
  ...countedProductIds().map((id) => ({ value: id, label: productOf(id).label })),
];
const environments = [
  { value: "", label: "All environments" },
  { value: "production", label: "Production" },
  { value: "development", label: "Development" },
];
const statuses = [
  { value: "", label: "All statuses" },
  ...usageStatuses.map((value) => ({ value, label: nameOfValue("status", value) })),
];
const kinds = [
  { value: "", label: "All kinds" },
  ...Object.values(WatchedCredential).map((value) => ({ value, label: nameOfValue("kind", value) })),
];

/** What a chart can be grouped by, in words. */
const dimensionNames = {
  status: "status",
  credential: "key or token",
  customer: "customer",
  endpoint: "endpoint",
  product: "product",
  environment: "environment",
  kind: "kind of credential",
  tag: "tag",
} as const;
const groups = usageDimensions.map((value) => ({ value, label: `By ${dimensionNames[value]}` }));

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

/** The organization's own customers. */
const customers = {
  group: "usage-customers",
  find: async (search: string, signal: AbortSignal) => {
    const { data } = await call(customersContract, { query: { search } }, { signal });
    return data.map(({ id, name, external_id }) => ({
      value: id,
      label: name || external_id,
      note: name ? external_id : "",
    }));
  },
  name: async (id: string, signal: AbortSignal) => {
    const { data } = await call(customersContract, { query: { id } }, { signal });
    return data[0] ? data[0].name || data[0].external_id : null;
  },
};

/** Every endpoint that the organization called within a year. */
const endpoints = {
  group: "usage-endpoints",
  find: async (search: string, signal: AbortSignal) => {
    const { data } = await call(endpointsContract, { query: { search } }, { signal });
    return data.map(({ endpoint }) => ({ value: endpoint, label: endpoint }));
  },
  name: (endpoint: string) => Promise.resolve(endpoint),
};

/** Time, groups and filters of the usage page. */
export function UsageFilters({ address, byCustomer }: { address: Address<typeof usageFilters>; byCustomer: boolean }) {
  const byTag = tellsTags(address.values);
  // An address may name what is not offered: the control says what the chart shows.
  const toCustomers = byCustomer || address.values.group === "customer";
  const shown = (group: string) => (group === "customer" ? toCustomers : group === "tag" ? byTag : true);
  return (
    <FilterBar
      // Time, groups and view are no filters: they stay.
      address={{ ...address, isSet: isFiltered(address.values), clear: () => address.set(withoutFilters) }}
      controls={[
        { as: "own", name: "range", control: () => <TimeControl key="time" address={address} /> },
        { as: "own", name: "zone", isView: true, control: () => <ZoneControl key="zone" address={address} /> },
        {
          as: "select",
          name: "group",
          isView: true,
          label: "Group by",
          options: groups.filter(({ value }) => shown(value)),
          fallback: "status",
        },
        pickerControl("key", { label: "Key, token or app", anything: "All credentials", source: credentials }),
        ...(byCustomer
          ? [pickerControl("customer", { label: "Customer", anything: "All customers", source: customers })]
          : []),
        pickerControl("endpoint", { label: "Endpoint", anything: "All endpoints", source: endpoints }),
        { as: "select", name: "status", label: "Status", options: statuses },
        { as: "select", name: "product", label: "Product", options: products() },
        { as: "select", name: "environment", label: "Environment", options: environments },
        { as: "select", name: "kind", label: "Kind of credential", options: kinds },
      ]}
    />
  );
}
