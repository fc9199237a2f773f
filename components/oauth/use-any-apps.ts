"use client";
import { useQuery } from "@tanstack/react-query";
import { useRefresh } from "@/components/ui/use-list";
import type { AdminOAuthApp } from "@/lib/features/oauth/any-app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";

/** One app as it is now: its makers may have changed it since the list was loaded. */
export function useAnyApp({ client_id }: AdminOAuthApp) {
  return useQuery({
    queryKey: ["any-oauth-app", client_id],
    queryFn: async ({ signal }) =>
      (await call(dashboardAppContracts.readAny, { params: { client_id } }, { signal })).data,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Loads the list again after something changed. */
export function useRefreshAnyApps(): () => Promise<void> {
  return useRefresh("any-oauth-apps");
}
