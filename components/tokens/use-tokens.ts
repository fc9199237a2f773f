"use client";
import { useRefresh } from "@/components/ui/use-list";

/** Loads the list again after something changed. */
export function useRefreshTokens(): () => Promise<void> {
  return useRefresh("tokens");
}
