"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { dashboardTokenContracts, type TokenList } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";

const key = ["tokens"] as const;
const refreshMs = 60_000;

/** The user's tokens, begun with what the server rendered at `loadedAtMs`. */
export function useTokens(initialData: TokenList, loadedAtMs: number) {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(dashboardTokenContracts.list, {}, { signal }),
    initialData,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** Loads the list again after something changed. */
export function useRefreshTokens(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key });
}
