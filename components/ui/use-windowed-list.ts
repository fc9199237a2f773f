"use client";
import { queryOptions, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CallInput, call } from "@/lib/http/call";
import { type ListContract, type ListSource, listKey, type PageOf, type RowOf } from "./list-source";
import { useList } from "./use-list";

/** Rows of a list, counted from 0: the first and the last of them. */
export type RowRange = { first: number; last: number };

/** A list of any length, of which only what is looked at is loaded. */
export type WindowedList<Row> = {
  /** How many rows there are. */
  count: number;
  /** A row that is loaded. */
  rowAt: (index: number) => Row | undefined;
  /** Loads what comes into view. */
  show: (range: RowRange) => void;
  /** Rows whether in view or not; rejects as the calls do. */
  read: (range: RowRange) => Promise<Row[]>;
  /** The rows in view and around it, as they were asked for. */
  inView: readonly (readonly Row[])[];
  /** What is wrong with the last rows that were asked for. */
  error: Error | null;
  retry: () => void;
};

const windowsAtOnce = 4;

/**
 * A list whose rows are asked for where they come into view, `size` at a time. The source's contract takes `skip`. The
 * first rows are those of `useList`, which the server has read already. `counted` is how many match, where the list's first
 * page does not tell it as `total`. While that is not known the list holds what "Load more" has loaded.
 */
export function useWindowedList<C extends ListContract>(
  source: ListSource<C>,
  { size, counted: given, refreshMs }: { size: number; counted?: number | undefined; refreshMs: number | false },
) {
  type Row = RowOf<C>;
  const client = useQueryClient();
  const list = useList(source, refreshMs === false ? {} : { refreshMs });
  const { query, rows: firstRows } = list;
  const counted = given ?? totalOf(list.first);
  const [shown, setShown] = useState<RowRange>({ first: 0, last: 0 });
  // What is counted a moment earlier or later than what is listed must not hide a row or leave a gap.
  const isCounted = counted !== undefined && query.hasNextPage;
  const count = isCounted ? Math.max(counted, firstRows.length) : firstRows.length;
  const optionsOf = (window: number) => windowOptions(source, window * size);
  const windows = windowsOf({ first: shown.first, last: Math.min(shown.last, count - 1) }, size).filter(
    (window) => window * size >= firstRows.length,
  );
  const results = useQueries({
    queries: windows.map((window) => ({ ...optionsOf(window), refetchInterval: refreshMs })),
  });
  const rowAt = (index: number): Row | undefined => {
    const window = Math.floor(index / size);
    const loaded = client.getQueryData<PageOf<C>>(optionsOf(window).queryKey);
    return firstRows[index] ?? (loaded?.data[index - window * size] as Row | undefined);
  };
  const read = async ({ first, last }: RowRange): Promise<Row[]> => {
    const wanted = windowsOf({ first, last: Math.min(last, count - 1) }, size);
    const missing = wanted.filter((window) => window * size >= firstRows.length);
    const pages = new Map<number, readonly unknown[]>();
    for (let at = 0; at < missing.length; at += windowsAtOnce) {
      await Promise.all(
        missing.slice(at, at + windowsAtOnce).map(async (window) => {
          pages.set(window, (await client.fetchQuery(optionsOf(window))).data);
        }),
      );
    }
    const rowsOf = (window: number) => pages.get(window) ?? firstRows.slice(window * size, (window + 1) * size);
    const firstRead = (wanted[0] ?? 0) * size;
    return wanted.flatMap((window) => rowsOf(window) as Row[]).slice(first - firstRead, last - firstRead + 1);
  };
  const inView = windowsOf({ first: shown.first, last: Math.min(shown.last, count - 1) }, size)
    .map((window) =>
      Array.from({ length: size }, (_, at) => rowAt(window * size + at)).filter((row) => row !== undefined),
    )
    .filter((rows) => rows.length > 0);
  const failed = results.find(({ isError, data }) => isError && data === undefined);
  const windowed: WindowedList<Row> = {
    count,
    rowAt,
    read,
    inView,
    // Other rows of the same windows ask for nothing more, and draw nothing anew.
    show: (range) => {
      if (!sameWindows(range, shown, size)) setShown(range);
    },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
  return { ...list, windowed, isCounted: counted !== undefined };
}

function windowOptions<C extends ListContract>({ group, contract, inputOf, identity }: ListSource<C>, skip: number) {
  return queryOptions({
    queryKey: [...listKey(group, contract), identity, "skip", skip],
    queryFn: async ({ signal }) => {
      const given = inputOf() as { query?: object };
      // The contract takes `skip` beside what the source asks for.
      const input = { ...given, query: { ...given.query, skip } } as unknown as CallInput<C>;
      return (await call(contract, input, { signal })) as PageOf<C>;
    },
  });
}

function totalOf(page: object | undefined): number | undefined {
  return page && "total" in page && typeof page.total === "number" ? page.total : undefined;
}

function windowsOf({ first, last }: RowRange, size: number): number[] {
  const from = Math.floor(Math.max(0, first) / size);
  const to = Math.floor(last / size);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step);
}

function sameWindows(one: RowRange, other: RowRange, size: number): boolean {
  return String(windowsOf(one, size)) === String(windowsOf(other, size));
}
