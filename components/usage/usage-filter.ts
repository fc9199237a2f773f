import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { defaultUsageRange, UsageQuery, usageDimensions, usageRanges } from "@/lib/features/usage/contract";

const { product, environment, credentialId, customerId, endpoint, status, kind, from, to, zone, compare } =
  UsageQuery.shape;

/** What the usage page shows, as its address holds it. */
export const usageFilters = {
  range: z.enum(usageRanges),
  from,
  to,
  zone: zone.unwrap(),
  group: z.enum(usageDimensions),
  product,
  environment,
  key: credentialId,
  customer: customerId,
  endpoint,
  status,
  kind,
  compare,
  view: z.literal("table"),
  live: z.literal("1"),
};
export type UsageFilter = AddressOf<typeof usageFilters>;

/** The part of a filter that decides which data is asked for. Half of a span, or one that ends before it begins, is none. */
export function usageQueryOf({
  range = defaultUsageRange,
  from,
  to,
  key,
  customer,
  view: _,
  live: __,
  group,
  ...rest
}: UsageFilter): UsageQuery {
  const groups = group === undefined || (group === "tag" && !tellsTags({ ...rest, key, customer })) ? {} : { group };
  const span = from && to && from < to ? { from, to } : { range };
  return {
    ...span,
    ...groups,
    ...rest,
    ...(key ? { credentialId: key } : {}),
    ...(customer ? { customerId: customer } : {}),
  };
}

type Narrowing = { readonly [Name in "key" | "customer" | "endpoint" | "kind"]?: string | undefined };

/** Whether what is shown can be told apart by tag: not once it is narrowed to keys, customers, endpoints or kinds of credential. */
export function tellsTags({ key, customer, endpoint: called, kind: by }: Narrowing): boolean {
  return !(key ?? customer ?? called ?? by);
}

/** Whether anything but the time narrows the data. */
export function isFiltered({
  product: one,
  environment: two,
  key,
  customer,
  endpoint: four,
  status: five,
  kind: six,
}: UsageFilter): boolean {
  return Boolean(one ?? two ?? key ?? customer ?? four ?? five ?? six);
}

/** What takes every filter away and leaves time and view. */
export const withoutFilters = {
  product: "",
  environment: "",
  key: "",
  customer: "",
  endpoint: "",
  status: "",
  kind: "",
} as const;
