"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type ListContract, type ListSource, listKey, listOptions, type PageOf, type RowOf } from "./list-source";

type Pages<C extends ListContract> = { pages: PageOf<C>[] } | undefined;

/** A list as components show it: the rows loaded so far, and the state of loading. */
export type List<C extends ListContract = ListContract> = ReturnType<typeof useList<C>>;

/** A list's rows, page by page. `refreshMs`: how soon they are read again, or how that follows from the rows; absent: never. */
export function useList<C extends ListContract>(
  source: ListSource<C>,
  {
    refreshMs,
    staleMs,
  }: { refreshMs?: number | ((rows: readonly RowOf<C>[]) => number | false); staleMs?: number } = {},
) {
  const query = useInfiniteQuery({
    ...listOptions(source),
    ...(staleMs === undefined ? {} : { staleTime: staleMs }),
    refetchInterval: ({ state }) =>
      typeof refreshMs === "function" ? refreshMs(rowsOf<C>(state.data)) : (refreshMs ?? false),
  });
  return { query, rows: rowsOf<C>(query.data), first: query.data?.pages[0] };
}

function rowsOf<C extends ListContract>(data: Pages<C>): RowOf<C>[] {
  return data?.pages.flatMap((page) => page.data as RowOf<C>[]) ?? [];
}

/**
 * Loads again all of a group, or where a contract is named only its lists. A thing that was just deleted is not asked
 * for.
 */
export function useRefresh(group: string, contract?: ListContract): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: contract ? listKey(group, contract) : [group] });
}
