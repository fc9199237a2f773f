"use client";
import { useRefresh } from "@/components/ui/use-list";

/** Loads every list and chart of keys again after something changed. */
export function useRefreshApiKeys(): () => Promise<void> {
  return useRefresh("api-keys");
}
