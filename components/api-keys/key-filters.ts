import { type ApiKey, ApiKeyQuery } from "@/lib/features/api-keys/contract";

/** What the list is narrowed to; absent means everything. */
export type KeyFilters = {
  search?: string | undefined;
  product?: ApiKey["product"] | undefined;
  environment?: ApiKey["environment"] | undefined;
  status?: ApiKey["status"] | undefined;
};

const Filters = ApiKeyQuery.pick({ search: true, product: true, environment: true, status: true });
const names = ["search", "product", "environment", "status"] as const;

/** Reads the filters out of a page's address; what is not a filter of ours is left out, never an error. */
export function filtersFrom(search: URLSearchParams): KeyFilters {
  const filters: KeyFilters = {};
  for (const name of names) {
    const given = search.get(name);
    // PostgreSQL has no text with a null character, so nothing could match.
    if (!given || given.includes("\0")) continue;
    const parsed = Filters.shape[name].safeParse(given);
    if (parsed.success && parsed.data) Object.assign(filters, { [name]: parsed.data });
  }
  return filters;
}

/** The address's query for filters, keeping parameters that are none; empty without any. */
export function withFilters(search: URLSearchParams, filters: KeyFilters): string {
  const next = new URLSearchParams(search);
  for (const name of names) {
    const value = filters[name];
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.size > 0 ? `?${next}` : "";
}

export function sameFilters(one: KeyFilters, other: KeyFilters): boolean {
  return names.every((name) => one[name] === other[name]);
}

export function hasFilters(filters: KeyFilters): boolean {
  return names.some((name) => filters[name] !== undefined);
}
