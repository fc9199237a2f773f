import type { PlanLimits } from "./catalogue";
import type { LimitDecision, PlanBucket, WindowBucket, WindowName, WindowState } from "./limiter";
import {
  advanceSlices,
  freshSlices,
  mostOf,
  namedWindowState,
  type SliceCounts,
  slicesWaitMs,
  usedOf,
} from "./slice-counts";
import { monthOf, stepBackMs } from "./window-clock";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** A request in the unit of `debt`; whole numbers throughout, so that no rounding lets a request too many in. */
export const requestDebt = 60_000;

/** The counters of one bucket. */
export type Counters = {
  /** What the token bucket lacks to be full, in 1/60,000 of a request, at `asOf`. It pays off `perMinute` a millisecond. */
  debt: number;
  /** Milliseconds since the epoch. */
  asOf: number;
  /** The UTC minute, day and month that the counts belong to. */
  minute: number;
  minuteCount: number;
  day: number;
  dayCount: number;
  month: number;
  monthCount: number;
};

/** What a bucket counted: the counters of a plan's windows, or the slices of a named one. */
export type CounterState = Counters | SliceCounts;

/** A bucket's state that nothing was counted on yet. */
export function freshState({ window }: Pick<PlanBucket | WindowBucket, "window">, nowMs: number): CounterState {
  return window ? freshSlices(window.span, nowMs) : freshCounters(nowMs);
}

/** A state of its own that says the same. */
export function copyOf(state: CounterState): CounterState {
  return "counts" in state ? { asOf: state.asOf, counts: [...state.counts] } : { ...state };
}

/** Counters that nothing was counted on yet. */
export function freshCounters(nowMs: number): Counters {
  const { index: month } = monthOf(nowMs);
  const minute = Math.floor(nowMs / minuteMs);
  const day = Math.floor(nowMs / dayMs);
  return { debt: 0, asOf: nowMs, minute, minuteCount: 0, day, dayCount: 0, month, monthCount: 0 };
}

/** How many requests a UTC minute takes: the sustained rate, or the burst where that is larger. */
export function minuteLimitOf(limits: PlanLimits): number {
  return Math.max(limits.perMinute, limits.burst);
}

/** Pays off debt and starts new windows up to now; a clock that steps back a little changes nothing. */
function advance(counters: Counters, { perMinute, burst }: PlanLimits, nowMs: number): void {
  if (counters.asOf - nowMs > stepBackMs) returnTo(counters, nowMs);
  if (nowMs > counters.asOf) {
    counters.debt = Math.max(0, counters.debt - (nowMs - counters.asOf) * perMinute);
    counters.asOf = nowMs;
  }
  // A smaller plan's bucket cannot lack more than it holds.
  counters.debt = Math.min(counters.debt, burst * requestDebt);
  const minute = Math.floor(nowMs / minuteMs);
  if (minute > counters.minute) {
    counters.minute = minute;
    counters.minuteCount = 0;
  }
  const day = Math.floor(nowMs / dayMs);
  if (day > counters.day) {
    counters.day = day;
    counters.dayCount = 0;
  }
  const { index: month } = monthOf(nowMs);
  if (month > counters.month) {
    counters.month = month;
    counters.monthCount = 0;
  }
}

/** Brings counters of a future that did not come back to now: what was counted counts for the present windows. */
function returnTo(counters: Counters, nowMs: number): void {
  const { minute, day, month } = freshCounters(nowMs);
  Object.assign(counters, { asOf: nowMs, minute, day, month });
}

const calendarWindows = ["minute", "day", "month"] as const;

/** Which window a request has to wait for, of the bucket at which place, and for how long. */
type Denial = { name: string; at: number; waitMs: number };

/** What of a bucket a decision follows from. */
type DecidedBucket = Pick<PlanBucket, "limits" | "window"> | Pick<WindowBucket, "limits" | "window">;

/**
 * Decides over all buckets at once, each with the state at its place, and counts on all or none. `consume` false only
 * describes.
 */
export function decideOn(
  buckets: readonly DecidedBucket[],
  states: readonly CounterState[],
  nowMs: number,
  cost: number,
  consume: boolean,
): LimitDecision {
  let denial: Denial | undefined;
  for (let at = 0; at < buckets.length; at++) {
    const found = denialOf(buckets[at] as DecidedBucket, states[at] as CounterState, at, nowMs, cost);
    if (found && (!denial || found.waitMs > denial.waitMs)) denial = found;
  }
  if (consume && !denial) for (const own of states) count(own, cost);
  const windows: WindowState[] = [];
  for (let at = 0; at < buckets.length; at++)
    addWindows(windows, buckets[at] as DecidedBucket, states[at] as CounterState);
  if (!denial) return { allowed: true, atMs: nowMs, windows };
  const { name, at, waitMs } = denial;
  const passesAtMs = Number.isFinite(waitMs) ? nowMs + waitMs : undefined;
  const denied = deniedWindow(name, buckets[at] as DecidedBucket, states[at] as CounterState, passesAtMs);
  return { allowed: false, atMs: nowMs, windows, denied, retryAfterMs: waitMs };
}

/** Brings a state to now; undefined where it has room. */
function denialOf(
  { limits, window }: DecidedBucket,
  state: CounterState,
  at: number,
  nowMs: number,
  cost: number,
): Denial | undefined {
  if (window) {
    const own = state as SliceCounts;
    advanceSlices(own, window.span, nowMs);
    if (usedOf(own) + cost <= mostOf(window)) return undefined;
    return { name: window.name, at, waitMs: slicesWaitMs(window, own, nowMs, cost) };
  }
  const own = state as Counters;
  advance(own, limits, nowMs);
  return hasRoom(limits, own, cost) ? undefined : longestWait(limits, own, at, nowMs, cost);
}

function deniedWindow(
  name: string,
  { limits, window }: DecidedBucket,
  state: CounterState,
  passesAtMs?: number,
): WindowState {
  if (!window) return windowOf(name as WindowName, limits, state as Counters, passesAtMs);
  const told = namedWindowState(window, state as SliceCounts);
  return passesAtMs === undefined ? told : { ...told, resetAtMs: passesAtMs };
}

function hasRoom(limits: PlanLimits, { debt, minuteCount, dayCount, monthCount }: Counters, cost: number): boolean {
  const { burst, perDay, perMonth } = limits;
  if (debt + cost * requestDebt > burst * requestDebt || minuteCount + cost > minuteLimitOf(limits)) return false;
  return (
    (perDay === undefined || dayCount + cost <= perDay) && (perMonth === undefined || monthCount + cost <= perMonth)
  );
}

/** The window of counters without room that has none for the longest. */
function longestWait(limits: PlanLimits, counters: Counters, at: number, nowMs: number, cost: number): Denial {
  const { perMinute, burst } = limits;
  // After a step of the clock back, nothing is paid off nor begun anew before it has come to where the counters stand.
  const aheadMs = counters.asOf - nowMs;
  const excess = counters.debt + (cost - burst) * requestDebt;
  const burstMs = cost > burst ? Number.POSITIVE_INFINITY : aheadMs + Math.ceil(excess / perMinute);
  const longest: Denial = { name: "burst", at, waitMs: excess > 0 ? burstMs : 0 };
  for (const name of calendarWindows) {
    const { limit, count } = countOf(name, limits, counters);
    if (count + cost <= limit) continue;
    // No new window has room for what is more than any window holds.
    const waitMs = cost > limit ? Number.POSITIVE_INFINITY : endOf(name, counters.asOf) - nowMs;
    if (waitMs > longest.waitMs) Object.assign(longest, { name, waitMs });
  }
  return longest;
}

function count(state: CounterState, cost: number): void {
  if ("counts" in state) {
    state.counts[0] = (state.counts[0] ?? 0) + cost;
    return;
  }
  state.debt += cost * requestDebt;
  state.minuteCount += cost;
  state.dayCount += cost;
  state.monthCount += cost;
}

function addWindows(windows: WindowState[], { limits, window }: DecidedBucket, state: CounterState): void {
  if (window) {
    windows.push(namedWindowState(window, state as SliceCounts));
    return;
  }
  const counters = state as Counters;
  windows.push(windowOf("minute", limits, counters), windowOf("burst", limits, counters));
  if (limits.perDay !== undefined) windows.push(windowOf("day", limits, counters));
  if (limits.perMonth !== undefined) windows.push(windowOf("month", limits, counters));
}

/** A window as of the moment that the counters stand at; a bucket that denied is told with the moment that ends it. */
function windowOf(name: WindowName, limits: PlanLimits, counters: Counters, passesAtMs?: number): WindowState {
  const { asOf } = counters;
  if (name === "burst") {
    const capacity = limits.burst * requestDebt;
    const remaining = Math.max(0, Math.floor((capacity - counters.debt) / requestDebt));
    const untilNext = Math.ceil((counters.debt - capacity + requestDebt) / limits.perMinute);
    const untilFull = Math.ceil(counters.debt / limits.perMinute);
    return {
      name,
      limit: limits.burst,
      used: limits.burst - remaining,
      remaining,
      resetAtMs: passesAtMs ?? asOf + (remaining === 0 ? untilNext : untilFull),
      lengthSeconds: Math.ceil((limits.burst * 60) / limits.perMinute),
    };
  }
  const { limit: most, count: used } = countOf(name, limits, counters);
  // The minute is told as the plan documents it, and what a larger burst adds by the burst's own window.
  const limit = name === "minute" ? limits.perMinute : most;
  return {
    name,
    limit,
    used,
    remaining: Math.max(0, Math.min(limit, most - used)),
    resetAtMs: endOf(name, asOf),
    lengthSeconds: lengthSecondsOf(name, asOf),
  };
}

function countOf(name: "minute" | "day" | "month", limits: PlanLimits, counters: Counters) {
  if (name === "minute") return { limit: minuteLimitOf(limits), count: counters.minuteCount };
  if (name === "day") return { limit: limits.perDay ?? Number.POSITIVE_INFINITY, count: counters.dayCount };
  return { limit: limits.perMonth ?? Number.POSITIVE_INFINITY, count: counters.monthCount };
}

function endOf(name: "minute" | "day" | "month", nowMs: number): number {
  if (name === "month") return monthOf(nowMs).endMs;
  const lengthMs = name === "minute" ? minuteMs : dayMs;
  return (Math.floor(nowMs / lengthMs) + 1) * lengthMs;
}

function lengthSecondsOf(name: "minute" | "day" | "month", nowMs: number): number {
  if (name === "minute") return 60;
  if (name === "day") return 86_400;
  const { startMs, endMs } = monthOf(nowMs);
  return (endMs - startMs) / 1000;
}
