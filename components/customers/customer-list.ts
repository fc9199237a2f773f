"use client";
import { queryOptions } from "@tanstack/react-query";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { CustomerQuery, customerContract, listCustomersContract } from "@/lib/features/customers/contract";
import { call } from "@/lib/http/call";

const group = "customers";

/** What customers are narrowed by in the page's address. */
export const customerFilters = { search: CustomerQuery.shape.search, suspended: CustomerQuery.shape.suspended };

/** The customers that match. */
export function customerList(filters: AddressOf<typeof customerFilters>) {
  return listOf(group, listCustomersContract, { query: { ...filters, limit: 25 } });
}

/** One customer, as their page shows them. */
export function customerQuery(id: string) {
  return queryOptions({
    queryKey: [group, "one", id],
    queryFn: async ({ signal }) => (await call(customerContract, { params: { id } }, { signal })).data,
  });
}

/** Loads lists and pages of customers again after something changed. */
export function useRefreshCustomers(): () => Promise<void> {
  return useRefresh(group);
}
