"use client";
import { useRef, useState } from "react";
import { type RowSelection, SelectCell, SelectHeading } from "./row-selection";
import type { RowRange } from "./use-windowed-list";

type Options<Row> = {
  /** What is narrowed by: a selection does not outlive it, because nobody would see what it holds. */
  scope: string;
  count: number;
  read: (range: RowRange) => Promise<readonly Row[]>;
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  whyNot: (row: Row) => string | null;
  /** Rows that stand below one: they are not counted, and are selected with all and with ranges like others. */
  below?: (row: Row) => readonly Row[];
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

/** A row, and whether it is one of those that are counted: depth 0. */
type Chosen<Row> = { row: Row; depth: number };

/** Selects rows one by one, from one to another with Shift, or all that match, which are read for it. */
export function useSelection<Row>(options: Options<Row>): Selected<Row> {
  const { scope, count, read, idOf, nameOf, whyNot, below = () => [], most } = options;
  const [held, setHeld] = useState<{ scope: string; rows: ReadonlyMap<string, Chosen<Row>> }>({
    scope,
    rows: new Map(),
  });
  const [busy, setBusy] = useState(false);
  /** What became of the last wish: what is to be said of it, and how many there are where it was for all of them. */
  const [outcome, setOutcome] = useState<{ note: string | null; whole: number | null } | null>(null);
  const anchor = useRef<{ index: number; id: string } | null>(null);
  const rows: ReadonlyMap<string, Chosen<Row>> = held.scope === scope ? held.rows : new Map();
  const told = held.scope === scope ? outcome : null;

  const put = (change: (rows: Map<string, Chosen<Row>>) => void) =>
    setHeld((before) => {
      const next = new Map(before.scope === scope ? before.rows : []);
      change(next);
      return { scope, rows: next };
    });
  const add = async (range: RowRange, ends: readonly string[] | null) => {
    setBusy(true);
    setOutcome(null);
    try {
      const { rowsToSelect } = await import("./rows-to-select");
      const { able, note } = await rowsToSelect({ read, idOf, whyNot, below, most }, range, ends);
      put((next) => {
        for (const one of able) if (next.size < most) next.set(idOf(one.row), one);
      });
      setOutcome({ note, whole: ends ? null : able.length });
    } catch {
      const note = "Some of these could not be read, so none of them was selected. Try again.";
      setOutcome({ note, whole: null });
    } finally {
      setBusy(false);
    }
  };
  const selectAll = () => void add({ first: 0, last: Math.min(count, most) - 1 }, null);
  const clear = () => {
    anchor.current = null;
    setOutcome(null);
    put((next) => next.clear());
  };
  const toggle: RowSelection<Row>["toggle"] = (row, { index, depth }, extend) => {
    const reason = whyNot(row);
    if (reason !== null) {
      put(() => undefined);
      setOutcome({ note: `${nameOf(row)}: ${reason}.`, whole: null });
      return;
    }
    const from = anchor.current;
    const id = idOf(row);
    anchor.current = { index, id };
    if (extend && from !== null) {
      void add({ first: Math.min(from.index, index), last: Math.max(from.index, index) }, [from.id, id]);
      return;
    }
    setOutcome(null);
    put((next) => {
      if (!next.delete(id) && next.size < most) next.set(id, { row, depth });
    });
  };
  const chosen = [...rows.values()];
  const counted = chosen.filter(({ depth }) => depth === 0);
  const hasAll = counted.length >= count && counted.every(({ row }) => below(row).every((one) => rows.has(idOf(one))));
  return {
    rows: chosen.map(({ row }) => row),
    clear,
    most,
    selectAll: !hasAll && rows.size < most && rows.size !== told?.whole ? selectAll : null,
    busy,
    note: told?.note ?? null,
    selection: {
      has: (row) => rows.has(idOf(row)),
      whyNot,
      nameOf,
      toggle,
      state: rows.size === 0 ? "none" : hasAll ? "all" : "some",
      toggleAll: () => (rows.size > 0 ? clear() : selectAll()),
      allLabel: rows.size > 0 ? "Clear the selection" : "Select all",
      Cell: SelectCell,
      Heading: SelectHeading,
    },
  };
}
