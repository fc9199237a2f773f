"use client";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  dashboardEvaluationContracts,
  type Evaluation,
  type EvaluationList,
} from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { isUnfinished } from "./expectation-words";

const watchMs = 1_000;

/** The organization's evaluations; while one is running, its progress is followed. */
export function useEvaluations(first: EvaluationList, loadedAtMs: number) {
  return useInfiniteQuery({
    queryKey: ["evaluations", "list"],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardEvaluationContracts.list,
        { query: { limit: 25, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(isUnfinished)) ? watchMs : false),
  });
}

/** One evaluation, followed until it is done. */
export function useEvaluation(first: Evaluation, loadedAtMs: number) {
  return useQuery({
    queryKey: ["evaluations", "one", first.id],
    queryFn: ({ signal }) => call(dashboardEvaluationContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? watchMs : false),
  });
}

/** The results of a finished evaluation, page by page. */
export function useResults(id: string, passed: "true" | "false" | "") {
  return useInfiniteQuery({
    queryKey: ["evaluations", "results", id, passed],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardEvaluationContracts.results,
        {
          params: { id },
          query: { limit: 25, ...(passed ? { passed } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    // Results never change once they are there.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useRefreshEvaluations(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["evaluations", "list"] });
}
