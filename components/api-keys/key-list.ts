import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { ApiKeyQuery, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { keyCountsContract, keyTagsContract } from "@/lib/features/api-keys/list-contract";
import { call } from "@/lib/http/call";

const { search, product, environment, tag, status, review, concern, sort } = ApiKeyQuery.shape;

/** What the list of keys is narrowed by in the page's address. */
export const keyFilters = { search, product, environment, tag, status, review, concern };
/** How it is sorted there. */
export const keySorting = { sort };

export const newestKeysFirst = "-created";

/** How many rows are asked for at once. */
export const keysAtOnce = 50;

type Filters = AddressOf<typeof keyFilters>;

/** The keys that match, each with those that it replaced. */
export function keyList(filters: Filters & AddressOf<typeof keySorting>) {
  return listOf("api-keys", dashboardApiKeyContracts.list, {
    query: { ...filters, grouped: "true", limit: keysAtOnce },
  });
}

/** What the counts beside the list are asked with. */
export function keyCountsQuery({ search: words, product: of, environment: at, tag: marked }: Filters) {
  return {
    ...(words ? { search: words } : {}),
    ...(of ? { product: of } : {}),
    ...(at ? { environment: at } : {}),
    ...(marked ? { tag: marked } : {}),
    grouped: "true" as const,
  };
}

/** How many keys there are of each kind, of those that the rest of the filter leaves. */
export function keyCountsOptions(filters: Filters) {
  const query = keyCountsQuery(filters);
  return queryOptions({
    queryKey: ["api-keys", "counts", query],
    queryFn: async ({ signal }) => (await call(keyCountsContract, { query }, { signal })).data,
    placeholderData: keepPreviousData,
  });
}

/** The tags that keys have, for the filter; few organizations have any. */
export const keyTagsOptions = queryOptions({
  queryKey: ["api-keys", "tags"],
  queryFn: async ({ signal }) => (await call(keyTagsContract, {}, { signal })).data,
});
