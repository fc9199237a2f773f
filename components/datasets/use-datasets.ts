"use client";
import { useRefresh } from "@/components/ui/use-list";

/** Loads every list of datasets and their rows again after something changed. */
export function useRefreshDatasets(): () => Promise<void> {
  return useRefresh("datasets");
}
