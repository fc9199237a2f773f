import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { UsageQuery, usageRanges } from "@/lib/features/usage/contract";

const { product, environment, credentialId } = UsageQuery.shape;

/** What the usage page shows, as its address holds it. */
export const usageFilters = {
  range: z.enum(usageRanges),
  product,
  environment,
  key: credentialId,
  view: z.literal("table"),
  live: z.literal("1"),
};
export type UsageFilter = AddressOf<typeof usageFilters>;

/** What an address without a range shows. */
export const defaultRange = "30d";

/** The part of a filter that decides which data is asked for. */
export function usageQueryOf({ range = defaultRange, product, environment, key }: UsageFilter): UsageQuery {
  return {
    range,
    ...(product ? { product } : {}),
    ...(environment ? { environment } : {}),
    ...(key ? { credentialId: key } : {}),
  };
}

/** Whether anything but the range narrows the data. */
export function isFiltered({ product, environment, key }: UsageFilter): boolean {
  return Boolean(product ?? environment ?? key);
}
