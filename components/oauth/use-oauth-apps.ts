"use client";
import { useQuery } from "@tanstack/react-query";
import { useLeaveGone } from "@/components/ui/use-leave-gone";
import { useRefresh } from "@/components/ui/use-list";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";

/** Users and last use move while one looks. */
export const appsRefreshMs = 30_000;

/** One app, kept current while one looks. */
export function useOAuthApp(first: OAuthAppView, loadedAtMs: number) {
  const query = useQuery({
    queryKey: ["oauth-apps", "one", first.client_id],
    queryFn: ({ signal }) => call(dashboardAppContracts.read, { params: { client_id: first.client_id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: appsRefreshMs,
  });
  useLeaveGone(query.error);
  return query;
}

/** Loads everything about the organization's apps again after something changed. */
export function useRefreshOAuthApps(): () => Promise<void> {
  return useRefresh("oauth-apps");
}

/** Loads the list again after an app was deleted; views of the app itself are not loaded any more. */
export function useRefreshOAuthAppList(): () => Promise<void> {
  return useRefresh("oauth-apps", dashboardAppContracts.list);
}

/** Loads the apps that may act for the user again. */
export function useRefreshAuthorizedApps(): () => Promise<void> {
  return useRefresh("authorized-apps");
}
