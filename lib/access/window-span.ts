import type { WindowSpan } from "./catalogue";
import { monthOf } from "./window-clock";

/** A sliding window moves on by this part of its length: so much later, at most, a request passes than it could. */
const slicesInLength = 20;

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const written = /^(~?)([1-9]\d{0,5})(s|m|h|d|mo)$/;
const longestMs = 366 * unitMs.d;

/** What never begins anew by itself: one slice, from 1970 to the last moment that a `Date` can hold. */
export const endlessSpan: WindowSpan = { id: "ever", sliceMs: 8_640_000_000_000_000, slices: 1 };

/**
 * The span that its id names: `10s`, `5m`, `4h` or `7d` from the epoch on, `1mo` for the UTC calendar month. With `~`
 * before the number it is the last so much of time. Null for what is none, or longer than a year.
 */
export function findSpan(id: string): WindowSpan | null {
  const [, slides, count, unit] = written.exec(id) ?? [];
  if (unit === undefined) return null;
  return unit === "mo" ? monthSpan(id) : spanOfMs(id, Number(count) * unitMs[unit as "s"], slides === "~");
}

/** The span that a note or a stored counter names: one that can be written, or the endless one. */
export function spanCounted(id: string): WindowSpan | null {
  return id === endlessSpan.id ? endlessSpan : findSpan(id);
}

function monthSpan(id: string): WindowSpan | null {
  return id === "1mo" ? { id, sliceMs: 0, slices: 1 } : null;
}

function spanOfMs(id: string, lengthMs: number, slides: boolean): WindowSpan | null {
  if (lengthMs > longestMs) return null;
  // The oldest slice counts whole, although part of it lies before the window.
  return slides
    ? { id, sliceMs: lengthMs / slicesInLength, slices: slicesInLength + 1 }
    : { id, sliceMs: lengthMs, slices: 1 };
}

/** The number of the slice that holds an instant, since the epoch or, of months, since year 0. */
export function sliceAt({ sliceMs }: WindowSpan, atMs: number): number {
  return sliceMs === 0 ? monthOf(atMs).index : Math.floor(atMs / sliceMs);
}

/** When a slice begins; milliseconds since the epoch. */
export function startOfSlice({ sliceMs }: WindowSpan, slice: number): number {
  return sliceMs === 0 ? Date.UTC(Math.floor(slice / 12), slice % 12) : slice * sliceMs;
}

/** When what a slice counted no longer counts; milliseconds since the epoch. */
export function endOfSlice(span: WindowSpan, slice: number): number {
  return startOfSlice(span, slice + span.slices);
}

/** The length of the window that holds an instant, in whole seconds. */
export function secondsOf(span: WindowSpan, atMs: number): number {
  const slice = sliceAt(span, atMs);
  const lengthMs = startOfSlice(span, slice + Math.min(span.slices, slicesInLength)) - startOfSlice(span, slice);
  return Math.ceil(lengthMs / 1000);
}
