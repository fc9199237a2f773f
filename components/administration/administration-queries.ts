import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  AdminOrganizationQuery,
  AdminUserQuery,
  dashboardAdminContracts,
} from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";

/** Every query of administration: a change to one may show in all. */
export const adminKeys = ["administration"] as const;

export const organizationFilterNames = ["search", "plan"] as const;
export const userFilterNames = ["search", "admins"] as const;
type Filters<Name extends string> = { readonly [K in Name]?: string };

const perPage = 25;

/** Organizations that match, a page at a time; what is not understood of the address is left out. */
export function organizationsQuery({ search, plan }: Filters<"search" | "plan">) {
  const wantedPlan = AdminOrganizationQuery.shape.plan.safeParse(plan).data;
  const query = { limit: perPage, ...(search ? { search } : {}), ...(wantedPlan ? { plan: wantedPlan } : {}) };
  return infiniteQueryOptions({
    queryKey: [...adminKeys, "organizations", query],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardAdminContracts.listOrganizations,
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** One organization with its limits and people. */
export function organizationQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKeys, "organization", id],
    queryFn: ({ signal }) => call(dashboardAdminContracts.getOrganization, { params: { id } }, { signal }),
  });
}

/** Users that match, a page at a time. */
export function usersQuery({ search, admins }: Filters<"search" | "admins">) {
  const wantedAdmins = AdminUserQuery.shape.admins.safeParse(admins).data;
  const query = { limit: perPage, ...(search ? { search } : {}), ...(wantedAdmins ? { admins: wantedAdmins } : {}) };
  return infiniteQueryOptions({
    queryKey: [...adminKeys, "users", query],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardAdminContracts.listUsers,
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}
