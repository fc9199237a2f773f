"use client";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { dashboardReportContracts, type Report, type ReportList } from "@/lib/features/reports/contract";
import { call } from "@/lib/http/call";
import { isUnfinished } from "./report-words";

const reportsPerPage = 25;
const rowsPerPage = 50;
const watchMs = 1_000;

/** The organization's reports; while one is being made, its progress is followed. */
export function useReports(first: ReportList, loadedAtMs: number) {
  return useInfiniteQuery({
    queryKey: ["reports", "list"],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardReportContracts.list,
        { query: { limit: reportsPerPage, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(isUnfinished)) ? watchMs : false),
  });
}

/** One report, followed until it is made. */
export function useReport(first: Report, loadedAtMs: number) {
  return useQuery({
    queryKey: ["reports", "one", first.id],
    queryFn: ({ signal }) => call(dashboardReportContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? watchMs : false),
  });
}

/** The rows of a report that is made, page by page. */
export function useReportRows(id: string) {
  return useInfiniteQuery({
    queryKey: ["reports", "rows", id],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardReportContracts.rows,
        { params: { id }, query: { limit: rowsPerPage, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // A report never changes once it is made.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useRefreshReports(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["reports", "list"] });
}
