"use client";
import { useQuery } from "@tanstack/react-query";
import { useLeaveGone } from "@/components/ui/use-leave-gone";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardReportContracts, type Report } from "@/lib/features/reports/contract";
import { call } from "@/lib/http/call";
import { isUnfinished } from "./report-words";

/** How soon what is under way is looked at again. */
export const watchMs = 1_000;

/** One report, followed until it is made. */
export function useReport(first: Report, loadedAtMs: number) {
  const query = useQuery({
    queryKey: ["reports", "one", first.id],
    queryFn: ({ signal }) => call(dashboardReportContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? watchMs : false),
  });
  useLeaveGone(query.error);
  return query;
}

/** Loads the list again; a report that was just deleted is not asked for any more. */
export function useRefreshReports(): () => Promise<void> {
  return useRefresh("reports", dashboardReportContracts.list);
}
