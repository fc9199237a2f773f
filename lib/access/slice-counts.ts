import type { NamedWindow, WindowSpan } from "./catalogue";
import type { WindowState } from "./limiter";
import { stepBackMs } from "./window-clock";
import { endOfSlice, secondsOf, sliceAt } from "./window-span";

/** What a named window counted: by slice, the newest first, as of a moment in milliseconds since the epoch. */
export type SliceCounts = { asOf: number; counts: number[] };

export function freshSlices({ slices }: WindowSpan, nowMs: number): SliceCounts {
  return { asOf: nowMs, counts: Array.from({ length: slices }, () => 0) };
}

/**
 * Lets slices go that no longer count. A clock that steps back a little changes nothing; after a larger step, what was
 * counted counts as if it had been now.
 */
export function advanceSlices(state: SliceCounts, span: WindowSpan, nowMs: number): void {
  if (state.asOf - nowMs > stepBackMs) state.asOf = nowMs;
  if (nowMs <= state.asOf) return;
  const passed = Math.min(span.slices, sliceAt(span, nowMs) - sliceAt(span, state.asOf));
  state.asOf = nowMs;
  if (passed === 0) return;
  for (let at = span.slices - 1; at >= 0; at--) state.counts[at] = at < passed ? 0 : (state.counts[at - passed] ?? 0);
}

/** Changes what was counted at a moment, which is gone where that counts no more; what was given back leaves 0 at least. */
export function correctSlices({ asOf, counts }: SliceCounts, span: WindowSpan, change: number, atMs: number): void {
  const age = sliceAt(span, asOf) - sliceAt(span, atMs);
  if (age >= 0 && age < span.slices) counts[age] = Math.max(0, (counts[age] ?? 0) + change);
}

/** What counts in the window as it stands. */
export function usedOf({ counts }: SliceCounts): number {
  let used = 0;
  for (const count of counts) used += count;
  return used;
}

/** How many a window lets in; a budget that only tells lets in all. */
export function mostOf({ limit, budget }: Pick<NamedWindow, "limit" | "budget">): number {
  return budget?.isHard === false ? unlimited : limit;
}

/** More than any counter ever holds, and exact as a double. */
const unlimited = 1e15;

/** Milliseconds from now until `cost` has room; 0 where it has, Infinity where it never will. */
export function slicesWaitMs(
  { limit, span, next }: Pick<NamedWindow, "limit" | "span" | "next">,
  state: SliceCounts,
  nowMs: number,
  cost: number,
): number {
  let left = usedOf(state);
  if (next !== undefined && left + cost > limit) {
    // A process whose clock is behind may ask after that moment.
    return next && cost <= next.limit ? Math.max(1, next.atMs - nowMs) : Number.POSITIVE_INFINITY;
  }
  if (cost > limit) return Number.POSITIVE_INFINITY;
  if (left + cost <= limit) return 0;
  const newest = sliceAt(span, state.asOf);
  for (let age = span.slices - 1; ; age--) {
    left -= state.counts[age] ?? 0;
    if (left + cost <= limit || age === 0) return endOfSlice(span, newest - age) - nowMs;
  }
}

/** The window as of the moment that its counts stand at. */
export function namedWindowState({ name, limit, span, next, budget }: NamedWindow, state: SliceCounts): WindowState {
  const used = usedOf(state);
  const remaining = Math.max(0, limit - used);
  return {
    name,
    limit,
    used,
    remaining,
    resetAtMs: next === undefined ? resetOf(span, state, remaining) : (next?.atMs ?? Number.POSITIVE_INFINITY),
    lengthSeconds: secondsOf(span, state.asOf),
    ...(budget ? { budget } : {}),
  };
}

function resetOf(span: WindowSpan, { asOf, counts }: SliceCounts, remaining: number): number {
  const newest = sliceAt(span, asOf);
  if (span.slices === 1) return endOfSlice(span, newest);
  const age = remaining === 0 ? counts.findLastIndex((count) => count > 0) : counts.findIndex((count) => count > 0);
  return age < 0 ? asOf : endOfSlice(span, newest - age);
}
