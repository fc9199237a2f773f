"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type DatasetList, type DatasetRowList, dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { call } from "@/lib/http/call";

/** The organization's datasets, page by page. */
export function useDatasets(first: DatasetList, loadedAtMs: number) {
  return useInfiniteQuery({
    queryKey: ["datasets", "list"],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardDatasetContracts.list,
        { query: { limit: 25, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
  });
}

/** A dataset's rows in their order, page by page. */
export function useDatasetRows(id: string, first: DatasetRowList, loadedAtMs: number) {
  return useInfiniteQuery({
    queryKey: ["datasets", "rows", id],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardDatasetContracts.rows,
        { params: { id }, query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
  });
}

export function useRefreshDatasets(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["datasets"] });
}
