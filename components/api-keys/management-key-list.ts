"use client";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { listManagementKeysContract, ManagementKeyQuery } from "@/lib/features/api-keys/management-contract";

const group = "management-keys";

/** What management keys are narrowed by in the page's address. */
export const managementKeyFilters = { status: ManagementKeyQuery.shape.status };

/** The management keys that match. */
export function managementKeyList(filters: AddressOf<typeof managementKeyFilters>) {
  return listOf(group, listManagementKeysContract, { query: { ...filters, limit: 25 } });
}

/** Loads the list again after something changed. */
export function useRefreshManagementKeys(): () => Promise<void> {
  return useRefresh(group);
}
