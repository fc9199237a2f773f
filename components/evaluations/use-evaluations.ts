"use client";
import { useQuery } from "@tanstack/react-query";
import { useLeaveGone } from "@/components/ui/use-leave-gone";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardEvaluationContracts, type Evaluation } from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { isUnfinished } from "./expectation-words";

/** How soon what is under way is looked at again. */
export const watchMs = 1_000;

/** One evaluation, followed until it is done. */
export function useEvaluation(first: Evaluation, loadedAtMs: number) {
  const query = useQuery({
    queryKey: ["evaluations", "one", first.id],
    queryFn: ({ signal }) => call(dashboardEvaluationContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? watchMs : false),
  });
  useLeaveGone(query.error);
  return query;
}

/** Loads the list again; an evaluation that was just deleted is not asked for any more. */
export function useRefreshEvaluations(): () => Promise<void> {
  return useRefresh("evaluations", dashboardEvaluationContracts.list);
}
