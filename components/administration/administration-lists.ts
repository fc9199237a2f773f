import { queryOptions } from "@tanstack/react-query";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import {
  AdminOrganizationQuery,
  AdminUserQuery,
  dashboardAdminContracts,
} from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";

/** All of administration is loaded again together: a change to one may show in every list. */
const group = "administration";
export const adminKeys = [group] as const;

const { search, plan } = AdminOrganizationQuery.shape;
export const organizationFilters = { search, plan };
export const userFilters = { search: AdminUserQuery.shape.search, admins: AdminUserQuery.shape.admins };

/** The organizations of the deployment that match. */
export function organizationList(filters: AddressOf<typeof organizationFilters>) {
  return listOf(group, dashboardAdminContracts.listOrganizations, { query: { ...filters, limit: 25 } });
}

/** The users of the deployment that match. */
export function userList(filters: AddressOf<typeof userFilters>) {
  return listOf(group, dashboardAdminContracts.listUsers, { query: { ...filters, limit: 25 } });
}

/** One organization with its limits and people. */
export function organizationQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKeys, "organization", id],
    queryFn: ({ signal }) => call(dashboardAdminContracts.getOrganization, { params: { id } }, { signal }),
  });
}
