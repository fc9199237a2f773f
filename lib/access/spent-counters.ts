import type { CounterKey } from "./counter-delta";
import type { CounterState } from "./limit-windows";
import { advanceSlices, usedOf } from "./slice-counts";
import { monthOf, stepBackMs } from "./window-clock";

/** When a plan's bucket is paid off under any limits, in SQL: all of them pay off one request a minute at least. */
export const paidOffMsSql = "debt + as_of";

/**
 * Whether nothing that was counted counts any more, under any limits and even where the clock steps back a little, so that
 * the state may be forgotten and read again.
 */
export function isSpent({ window }: Pick<CounterKey, "window">, state: CounterState, nowMs: number): boolean {
  const atMs = nowMs - stepBackMs;
  if ("counts" in state) {
    const then = { asOf: state.asOf, counts: [...state.counts] };
    if (window) advanceSlices(then, window.span, atMs);
    return usedOf(then) === 0;
  }
  // As `paidOffMsSql`; and what a month counted is no less than what its days did.
  const isPaidOff = state.debt === 0 || state.debt + state.asOf <= atMs;
  return isPaidOff && (state.monthCount === 0 || state.month < monthOf(atMs).index);
}
