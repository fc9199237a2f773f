"use client";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type AuthorizedApp,
  dashboardAppContracts,
  type OAuthAppList,
  type OAuthAppView,
} from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";

const refreshMs = 30_000;

/** The organization's apps, page by page; kept current while one looks, because users and last use move. */
export function useOAuthApps(first: OAuthAppList, loadedAtMs: number, limit: number) {
  return useInfiniteQuery({
    queryKey: ["oauth-apps", "list"],
    queryFn: ({ pageParam, signal }) =>
      call(dashboardAppContracts.list, { query: { limit, ...(pageParam ? { cursor: pageParam } : {}) } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** One app, kept current while one looks. */
export function useOAuthApp(first: OAuthAppView, loadedAtMs: number) {
  return useQuery({
    queryKey: ["oauth-apps", "one", first.client_id],
    queryFn: ({ signal }) => call(dashboardAppContracts.read, { params: { client_id: first.client_id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** Loads everything about the organization's apps again after something changed. */
export function useRefreshOAuthApps(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["oauth-apps"] });
}

/** Loads the list again after an app was deleted; whatever is still in view of the app itself is not asked for any more. */
export function useRefreshOAuthAppList(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["oauth-apps", "list"] });
}

/** The apps that may act for the user. */
export function useAuthorizedApps(first: AuthorizedApp[], loadedAtMs: number) {
  return useQuery({
    queryKey: ["authorized-apps"],
    queryFn: async ({ signal }) => (await call(dashboardAppContracts.listAuthorized, {}, { signal })).data,
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** Loads the apps that may act for the user again. */
export function useRefreshAuthorizedApps(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["authorized-apps"] });
}
