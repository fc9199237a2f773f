/** Where a chart is read, and from where to where it is marked to be zoomed into; places of buckets. */
export type ChartCursor = { at: number | null; anchor: number | null };

export const noCursor: ChartCursor = { at: null, anchor: null };

const keys: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at + 1,
  PageDown: (at) => at - 10,
  PageUp: (at) => at + 10,
  Home: () => 0,
  End: (_, last) => last,
};

/** The cursor after a key, with Shift from a mark on; null for a key that does not move it. */
export function cursorAfterKey(
  { at, anchor }: ChartCursor,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  buckets: number,
): ChartCursor | null {
  const move = keys[key];
  if (!move || buckets === 0) return null;
  const last = buckets - 1;
  // The newest bucket is what people look at first.
  const next = at === null ? (key === "Home" ? 0 : last) : Math.min(Math.max(move(at, last), 0), last);
  return { at: next, anchor: shiftKey ? (anchor ?? at ?? next) : null };
}

/** The first and last marked place; null where nothing is marked. */
export function markedPlaces({ at, anchor }: ChartCursor): { first: number; last: number } | null {
  if (at === null || anchor === null) return null;
  return { first: Math.min(at, anchor), last: Math.max(at, anchor) };
}
