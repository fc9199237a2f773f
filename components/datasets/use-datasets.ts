"use client";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardDatasetContracts } from "@/lib/features/datasets/contract";

/** Loads every list of datasets and their rows again after something changed. */
export function useRefreshDatasets(): () => Promise<void> {
  return useRefresh("datasets");
}

/** Loads the lists alone again: a page of what was deleted would ask for it in vain. */
export function useRefreshDatasetList(): () => Promise<void> {
  return useRefresh("datasets", dashboardDatasetContracts.list);
}
