"use client";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { dashboardPromptContracts, type PromptList, type VersionList } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";

const promptsPerPage = 25;
const versionsPerPage = 50;

/** What the list is narrowed to; empty means everything. */
export type PromptFilters = { q: string; visibility: string };

/** The list's first page as the server rendered it, and when. */
export type FirstPrompts = { filters: PromptFilters; page: PromptList; loadedAtMs: number };

/** The prompts that match, page by page. */
export function usePrompts({ q, visibility }: PromptFilters, first: FirstPrompts) {
  const rendered = q === first.filters.q && visibility === first.filters.visibility;
  const wanted: { visibility?: "public" | "private" } =
    visibility === "public" || visibility === "private" ? { visibility } : {};
  return useInfiniteQuery({
    queryKey: ["prompts", "list", q, visibility],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardPromptContracts.list,
        {
          query: {
            limit: promptsPerPage,
            ...(q ? { q } : {}),
            ...wanted,
            ...(pageParam ? { cursor: pageParam } : {}),
          },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    ...(rendered
      ? { initialData: { pages: [first.page], pageParams: [null] }, initialDataUpdatedAt: first.loadedAtMs }
      : {}),
  });
}

/** A prompt's versions, highest number first, page by page. */
export function useVersions(id: string, first: VersionList, loadedAtMs: number) {
  return useInfiniteQuery({
    queryKey: ["prompts", "versions", id],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardPromptContracts.versions,
        { params: { id }, query: { limit: versionsPerPage, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
  });
}

/** Loads every list of prompts and versions again after something changed. */
export function useRefreshPrompts(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["prompts"] });
}
