"use client";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { type AdminOAuthApp, AdminOAuthAppQuery, dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";

const perPage = 25;
const keys = ["any-oauth-apps"] as const;

/** Apps of every organization that match, a page at a time; what is not understood of the address is left out. */
export function useAnyApps({ search, verified }: { readonly search?: string; readonly verified?: string }) {
  const wanted = AdminOAuthAppQuery.shape.verified.safeParse(verified).data;
  const query = { limit: perPage, ...(search ? { search } : {}), ...(wanted ? { verified: wanted } : {}) };
  return useInfiniteQuery({
    queryKey: [...keys, "list", query],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardAppContracts.listAny,
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** One app as it is now: its makers may have changed it since the list was loaded. */
export function useAnyApp({ client_id }: AdminOAuthApp) {
  return useQuery({
    queryKey: [...keys, "one", client_id],
    queryFn: async ({ signal }) =>
      (await call(dashboardAppContracts.readAny, { params: { client_id } }, { signal })).data,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Loads the list again after something changed. */
export function useRefreshAnyApps(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [...keys, "list"] });
}
