import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { defaultUsageRange, UsageQuery, usageDimensions, usageRanges } from "@/lib/features/usage/contract";

const { product, environment, credentialId, endpoint, status, kind, from, to, zone, compare } = UsageQuery.shape;

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
  view: _,
  live: __,
  group,
  ...rest
}: UsageFilter): UsageQuery {
  const groups = group === undefined || (group === "tag" && !tellsTags({ ...rest, key })) ? {} : { group };
  const span = from && to && from < to ? { from, to } : { range };
  return { ...span, ...groups, ...rest, ...(key ? { credentialId: key } : {}) };
}

type Narrowing = { readonly [Name in "key" | "endpoint" | "kind"]?: string | undefined };

/** Whether what is shown can be told apart by tag: not once it is narrowed to keys, endpoints or kinds of credential. */
export function tellsTags({ key, endpoint: called, kind: by }: Narrowing): boolean {
  return !(key ?? called ?? by);
}

/** Whether anything but the time narrows the data. */
export function isFiltered({
  product: one,
  environment: two,
  key,
  endpoint: four,
  status: five,
  kind: six,
}: UsageFilter): boolean {
  return Boolean(one ?? two ?? key ?? four ?? five ?? six);
}

/** What takes every filter away and leaves time and view. */
export const withoutFilters = { product: "", environment: "", key: "", endpoint: "", status: "", kind: "" } as const;
