"use client";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { type KeyFilters, sameFilters } from "./key-filters";
import { type FirstKeys, keysPerPage } from "./key-list-page";

const lists = ["api-keys", "list"] as const;
const refreshMs = 60_000;

/** The keys that match, page by page; kept current while one looks, because "last used" moves. */
export function useApiKeys(filters: KeyFilters, first: FirstKeys) {
  const rendered = sameFilters(filters, first.filters);
  return useInfiniteQuery({
    queryKey: [...lists, filters],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardApiKeyContracts.list,
        { query: { ...filters, limit: keysPerPage, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    ...(rendered
      ? { initialData: { pages: [first.page], pageParams: [null] }, initialDataUpdatedAt: first.loadedAtMs }
      : {}),
  });
}

/** Loads every list and chart of keys again after something changed. */
export function useRefreshApiKeys(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["api-keys"] });
}
