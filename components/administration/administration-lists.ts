import { queryOptions } from "@tanstack/react-query";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { AdminOrganizationQuery, dashboardAdminContracts } from "@/lib/features/administration/contract";
import { AdminUserQuery, dashboardUserContracts } from "@/lib/features/administration/user-contract";
import { call } from "@/lib/http/call";

/** All of administration is loaded again together: a change to one may show in every list. */
const group = "administration";
export const adminKeys = [group] as const;

const { search, plan } = AdminOrganizationQuery.shape;
export const organizationFilters = { search, plan };
const { search: user, admins, suspended } = AdminUserQuery.shape;
export const userFilters = { search: user, admins, suspended };

/** The organizations of the deployment that match. */
export function organizationList(filters: AddressOf<typeof organizationFilters>) {
  return listOf(group, dashboardAdminContracts.listOrganizations, { query: { ...filters, limit: 25 } });
}

/** The users of the deployment that match. */
export function userList(filters: AddressOf<typeof userFilters>) {
  return listOf(group, dashboardUserContracts.list, { query: { ...filters, limit: 25 } });
}

/** One user with their ways in, and what ends with them. */
export function userQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKeys, "user", id],
    queryFn: ({ signal }) => call(dashboardUserContracts.get, { params: { id } }, { signal }),
  });
}

/** Where a user is signed in. */
export function userSessionList(id: string) {
  return listOf(group, dashboardUserContracts.listSessions, { params: { id }, query: { limit: 10 } });
}

/** One organization with its limits and people. */
export function organizationQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKeys, "organization", id],
    queryFn: ({ signal }) => call(dashboardAdminContracts.getOrganization, { params: { id } }, { signal }),
  });
}
