import { UsageQuery } from "@/lib/features/usage/contract";

/** What the usage page shows, as its address holds it. */
export type UsageFilter = UsageQuery & { view: "chart" | "table" };

export const defaultFilter: UsageFilter = { range: "30d", view: "chart" };

type Params = { get(name: string): string | null };

/** Reads the page's address; what is missing or not understood falls back to the default, so no link is ever dead. */
export function readUsageFilter(params: Params): UsageFilter {
  const { range, product, environment, credentialId } = UsageQuery.shape;
  return {
    range: range.safeParse(params.get("range") ?? undefined).data ?? defaultFilter.range,
    product: product.safeParse(params.get("product")).data,
    environment: environment.safeParse(params.get("environment")).data,
    credentialId: credentialId.safeParse(params.get("key") || undefined).data,
    view: params.get("view") === "table" ? "table" : "chart",
  };
}

/** New values for the address's parameters; null takes one out. */
export type UsageChange = Partial<Record<"range" | "product" | "environment" | "key" | "view", string | null>>;

/** The filter after a change of the address that it was read from. */
export function changedUsageFilter(search: string, change: UsageChange): UsageFilter {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return readUsageFilter(params);
}

/** The query string that `readUsageFilter` reads back, beginning with `?`, without the defaults; empty for all defaults. */
export function usageSearch(filter: UsageFilter): string {
  const params = new URLSearchParams();
  if (filter.range !== defaultFilter.range) params.set("range", filter.range);
  if (filter.product) params.set("product", filter.product);
  if (filter.environment) params.set("environment", filter.environment);
  if (filter.credentialId) params.set("key", filter.credentialId);
  if (filter.view !== defaultFilter.view) params.set("view", filter.view);
  return params.size > 0 ? `?${params}` : "";
}

/** The part of a filter that decides which data is asked for. */
export function usageQueryOf({ view: _view, ...query }: UsageFilter): UsageQuery {
  return query;
}

/** Whether anything but the range narrows the data. */
export function isFiltered({ product, environment, credentialId }: UsageFilter): boolean {
  return Boolean(product ?? environment ?? credentialId);
}
