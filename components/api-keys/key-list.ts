import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { ApiKeyQuery, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";

const { search, product, environment, status, review } = ApiKeyQuery.shape;

/** What the list of keys is narrowed by in the page's address. */
export const keyFilters = { search, product, environment, status, review };

/** The keys that match. */
export function keyList(filters: AddressOf<typeof keyFilters>) {
  return listOf("api-keys", dashboardApiKeyContracts.list, { query: { ...filters, limit: 25 } });
}
