"use client";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardTokenContracts } from "@/lib/features/tokens/contract";

/** Loads the list again after something changed. */
export function useRefreshTokens(): () => Promise<void> {
  return useRefresh("tokens");
}

/** Loads the lists alone again: a page of what was revoked would ask for it in vain. */
export function useRefreshTokenList(): () => Promise<void> {
  return useRefresh("tokens", dashboardTokenContracts.list);
}
