import type { NamedWindow } from "./catalogue";
import type { CountedBucket } from "./ledger-record";
import { dayMs, minuteMs, requestDebt } from "./limit-windows";
import type { CounterOwner } from "./limiter";
import { monthOf, stepBackMs } from "./window-clock";

/** What a counter is stored under. */
export type CounterKey = CounterOwner & { window?: Pick<NamedWindow, "span"> | undefined };

/** A counter's key as one text. */
export function counterIdOf({ subject, product, environment, window }: CounterKey): string {
  const id = `${subject} ${product} ${environment}`;
  return window ? `${id} ${window.span.id}` : id;
}

/** The key alone of a bucket's counter. */
export function keyOf({ subject, product, environment, window }: CounterKey): CounterKey {
  return window ? { subject, product, environment, window: { span: window.span } } : { subject, product, environment };
}

/**
 * What a run of passes under the same limits adds to a counter with any content: a debt `d` as of `t` becomes
 * `max(d - perMinute × (lastMs - t) + costs, floor)`. Counts are those of the newest minute, day and month of the run.
 */
export type CounterDelta = {
  key: CounterKey;
  perMinute: number;
  burst: number;
  /** The sum of what the passes cost, in the unit of `Counters.debt`. */
  costs: number;
  /** The debt that the same passes leave when they begin at none. */
  floor: number;
  /** The latest pass; milliseconds since the epoch. */
  lastMs: number;
  minute: number;
  minuteCount: number;
  day: number;
  dayCount: number;
  month: number;
  monthCount: number;
};

/** A run that nothing was added to yet. */
export function emptyDelta({ subject, product, environment, limits }: CountedBucket): CounterDelta {
  return {
    key: { subject, product, environment },
    perMinute: limits.perMinute,
    burst: limits.burst,
    costs: 0,
    floor: 0,
    lastMs: 0,
    minute: 0,
    minuteCount: 0,
    day: 0,
    dayCount: 0,
    month: 0,
    monthCount: 0,
  };
}

/**
 * Adds a pass of `cost` requests to a run. One that is a little older than the latest counts as of the latest. After a
 * step of the clock back by more, what was counted counts for the present windows.
 */
export function addPass(delta: CounterDelta, cost: number, atMs: number): void {
  if (delta.lastMs - atMs > stepBackMs) Object.assign(delta, { lastMs: atMs, minute: 0, day: 0, month: 0 });
  const nowMs = Math.max(atMs, delta.lastMs);
  delta.costs += cost * requestDebt;
  delta.floor = Math.max(0, delta.floor - delta.perMinute * (nowMs - delta.lastMs)) + cost * requestDebt;
  delta.lastMs = nowMs;
  const minute = Math.floor(nowMs / minuteMs);
  if (minute > delta.minute) {
    if (delta.minute > 0) delta.minuteCount = 0;
    delta.minute = minute;
  }
  const day = Math.floor(nowMs / dayMs);
  if (day > delta.day) {
    if (delta.day > 0) delta.dayCount = 0;
    delta.day = day;
  }
  const { index: month } = monthOf(nowMs);
  if (month > delta.month) {
    if (delta.month > 0) delta.monthCount = 0;
    delta.month = month;
  }
  delta.minuteCount += cost;
  delta.dayCount += cost;
  delta.monthCount += cost;
}
