import type { CountedWindow } from "./ledger-record";
import { endOfSlice, sliceAt, startOfSlice } from "./window-span";

/** What passes add to a named window, by slice: a pure addition, so that those of several processes add up in any order. */
export type SliceDelta = {
  key: CountedWindow;
  /** By the slice's number. */
  counts: Map<number, number>;
};

/** A run that nothing was added to yet. */
export function emptySliceDelta({ subject, product, environment, window }: CountedWindow): SliceDelta {
  return { key: { subject, product, environment, window: { span: window.span } }, counts: new Map() };
}

/** Adds a pass of `cost` requests. */
export function addSlicePass({ key, counts }: SliceDelta, cost: number, atMs: number): void {
  const { span } = key.window;
  const slice = sliceAt(span, atMs);
  const known = counts.get(slice);
  counts.set(slice, (known ?? 0) + cost);
  // While the database is away a run grows for hours: what has left the window is not stored any more.
  if (known !== undefined || counts.size <= span.slices) return;
  for (const old of counts.keys()) if (old <= slice - span.slices) counts.delete(old);
}

/** One slice as it is stored: at a place on which those take turns that are never in a window together. */
export type SliceRow = { key: CountedWindow; place: number; startMs: number; endsMs: number; count: number };

export function rowsOf({ key, counts }: SliceDelta): SliceRow[] {
  const { span } = key.window;
  return [...counts].map(([slice, count]) => ({
    key,
    place: slice % span.slices,
    startMs: startOfSlice(span, slice),
    endsMs: endOfSlice(span, slice),
    count,
  }));
}
