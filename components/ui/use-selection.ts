"use client";
import { useRef, useState } from "react";
import type { RowSelection } from "./row-selection";
import type { RowRange } from "./use-windowed-list";

type Options<Row> = {
  /** What is narrowed by: a selection does not outlive it, because nobody would see what it holds. */
  scope: string;
  count: number;
  read: (range: RowRange) => Promise<readonly Row[]>;
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  whyNot: (row: Row) => string | null;
  /** How many at most. */
  most: number;
};

/** The rows that a reader has selected, in the order in which they did. */
export type Selected<Row> = {
  rows: readonly Row[];
  selection: RowSelection<Row>;
  clear: () => void;
  /** How many can be selected at most. */
  most: number;
  /** Selects what matches, as much of it as may be; null once it has. */
  selectAll: (() => void) | null;
  /** Rows are being read for it. */
  busy: boolean;
  /** What became of the last wish where it could not be met whole. */
  note: string | null;
};

/** Selects rows one by one, from one to another with Shift, or all that match, which are read for it. */
export function useSelection<Row>({ scope, count, read, idOf, nameOf, whyNot, most }: Options<Row>): Selected<Row> {
  const [held, setHeld] = useState<{ scope: string; rows: ReadonlyMap<string, Row> }>({ scope, rows: new Map() });
  const [busy, setBusy] = useState(false);
  /** What became of the last wish: what is to be said of it, and how many there are where it was for all of them. */
  const [outcome, setOutcome] = useState<{ note: string | null; whole: number | null } | null>(null);
  const anchor = useRef<number | null>(null);
  const rows: ReadonlyMap<string, Row> = held.scope === scope ? held.rows : new Map();
  const told = held.scope === scope ? outcome : null;

  const put = (change: (rows: Map<string, Row>) => void) =>
    setHeld((before) => {
      const next = new Map(before.scope === scope ? before.rows : []);
      change(next);
      return { scope, rows: next };
    });
  const add = async (range: RowRange) => {
    setBusy(true);
    setOutcome(null);
    try {
      const found = await read(range);
      const able = found.filter((row) => whyNot(row) === null);
      put((next) => {
        for (const row of able) if (next.size < most) next.set(idOf(row), row);
      });
      const isOfAll = range.first === 0 && range.last === lastOfAll;
      setOutcome({
        note: noteOn(found.length - able.length, range, most),
        whole: isOfAll ? able.length : null,
      });
    } catch {
      const note = "Some of these could not be read, so none of them was selected. Try again.";
      setOutcome({ note, whole: null });
    } finally {
      setBusy(false);
    }
  };
  const lastOfAll = Math.min(count, most) - 1;
  const selectAll = () => void add({ first: 0, last: lastOfAll });
  const clear = () => {
    anchor.current = null;
    setOutcome(null);
    put((next) => next.clear());
  };
  const toggle: RowSelection<Row>["toggle"] = (row, place, extend) => {
    const from = anchor.current;
    if (place !== null) anchor.current = place;
    if (extend && place !== null && from !== null) {
      void add({ first: Math.min(from, place), last: Math.max(from, place) });
      return;
    }
    setOutcome(null);
    put((next) => {
      if (!next.delete(idOf(row)) && next.size < most) next.set(idOf(row), row);
    });
  };
  const state = rows.size === 0 ? "none" : rows.size < count ? "some" : "all";
  return {
    rows: [...rows.values()],
    clear,
    most,
    selectAll: rows.size < Math.min(count, most) && rows.size !== told?.whole ? selectAll : null,
    busy,
    note: told?.note ?? null,
    selection: {
      has: (row) => rows.has(idOf(row)),
      whyNot,
      nameOf,
      toggle,
      state,
      toggleAll: () => (rows.size > 0 ? clear() : selectAll()),
      allLabel: rows.size > 0 ? "Clear the selection" : "Select all",
    },
  };
}

function noteOn(unable: number, { first, last }: RowRange, most: number): string | null {
  const isCut = last - first + 1 >= most;
  const notes = [
    ...(isCut ? [`At most ${most.toLocaleString("en")} at a time.`] : []),
    ...(unable > 0 ? [`${unable.toLocaleString("en")} of them cannot be selected.`] : []),
  ];
  return notes.length > 0 ? notes.join(" ") : null;
}
