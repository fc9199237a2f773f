import "server-only";
import { batchLoads } from "@/lib/platform/batch-loads";
import type { Clock } from "@/lib/platform/clock";
import type { NamedWindow, PlanLimits } from "./catalogue";
import { type CounterKey, counterIdOf, keyOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { type CounterState, decideOn, freshState, requestDebt } from "./limit-windows";
import type { LimitBucket, LimitDecision, PassKeeper, WindowName, WindowState } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import type { CorrectableLimiter } from "./live-counts";
import { notePass } from "./note-pass";
import { correctSlices } from "./slice-counts";
import { isSpent } from "./spent-counters";

/** One of `of` processes, counted from 0. */
export type SharePlace = { place: number; of: number };

export type ShareLimiterParts = {
  clock: Clock;
  store: Pick<CounterStore, "load">;
  ledger: Pick<Ledger, "passed">;
  /** Asked in the turn of every pass; false where the share may be another's by now. */
  mayCount: () => boolean;
  /** Counters at about 300 bytes each; more are refused while all of them hold what counts, which may not be forgotten. */
  maxCells?: number;
};

/** How long a search for counters to forget is not repeated, as it looks at all of them. */
const searchPauseMs = 1_000;

type Cell = { key: CounterKey; state: CounterState };

/**
 * Limits where processes cannot count together. Each lets its share of every limit through and takes its share of what
 * was counted before. So all of them together never let more through than the limit. Shares are whole numbers that add
 * up to the whole; a process without a share of a limit cannot decide on it.
 */
export function createShareLimiter(
  { place, of }: SharePlace,
  { clock, store, ledger, mayCount, maxCells = 200_000 }: ShareLimiterParts,
): CorrectableLimiter {
  const cells = new Map<string, Cell>();
  let searchedAtMs = Number.NEGATIVE_INFINITY;
  const loadCounters = batchLoads((keys: readonly CounterKey[]) => store.load(keys, clock.now()));
  const shareOf = (whole: number) => Math.floor((whole + of - 1 - place) / of);

  function ownLimits({ perMinute, burst, perDay, perMonth }: PlanLimits): PlanLimits {
    return {
      perMinute: shareOf(perMinute),
      burst: shareOf(burst),
      ...(perDay === undefined ? {} : { perDay: shareOf(perDay) }),
      ...(perMonth === undefined ? {} : { perMonth: shareOf(perMonth) }),
    };
  }

  function ownWindow(window: NamedWindow): NamedWindow {
    return { ...window, limit: shareOf(window.limit) };
  }

  /** What the newest slices come to together is shared out, so that shares add up however many of the oldest have gone. */
  function shareOfSlices(counts: readonly number[]): number[] {
    let newest = 0;
    return counts.map((count) => {
      const before = shareOf(newest);
      newest += count;
      return shareOf(newest) - before;
    });
  }

  function shareOfState(state: CounterState): CounterState {
    if ("counts" in state) return { asOf: state.asOf, counts: shareOfSlices(state.counts) };
    const { debt, minuteCount, dayCount, monthCount, ...moment } = state;
    // Whole requests are shared out like limits; what is less than one falls to the next in turn.
    const whole = Math.floor(debt / requestDebt);
    const rest = whole % of === place ? debt % requestDebt : 0;
    return {
      ...moment,
      debt: shareOf(whole) * requestDebt + rest,
      minuteCount: shareOf(minuteCount),
      dayCount: shareOf(dayCount),
      monthCount: shareOf(monthCount),
    };
  }

  function forgetSpent(): void {
    const nowMs = clock.now();
    if (Math.abs(nowMs - searchedAtMs) < searchPauseMs) return;
    searchedAtMs = nowMs;
    for (const [id, { key, state }] of cells) if (isSpent(key, state, nowMs)) cells.delete(id);
  }

  async function load(bucket: LimitBucket): Promise<void> {
    const id = counterIdOf(bucket);
    if (cells.size >= maxCells) forgetSpent();
    if (cells.size >= maxCells) throw new LimitsUnavailable();
    const key = keyOf(bucket);
    const stored = (await loadCounters(key)) ?? freshState(bucket, clock.now());
    // Another request may have loaded it meanwhile and counted on it.
    if (!cells.has(id)) cells.set(id, { key, state: shareOfState(stored) });
  }

  function find(buckets: readonly LimitBucket[]): CounterState[] | null {
    const found = buckets.flatMap((bucket) => cells.get(counterIdOf(bucket))?.state ?? []);
    return found.length === buckets.length ? found : null;
  }

  function decideNow(
    buckets: readonly LimitBucket[],
    counters: readonly CounterState[],
    cost: number,
    keeper: PassKeeper | null,
  ): LimitDecision {
    // Here, as the share may have become another's while counters were read.
    if (keeper && !mayCount()) throw new LimitsUnavailable();
    const own = buckets.map(({ limits, window }) =>
      window ? { window: ownWindow(window) } : { limits: ownLimits(limits) },
    );
    if (own.some(({ limits }) => limits && (limits.perMinute === 0 || limits.burst === 0))) {
      throw new LimitsUnavailable();
    }
    const decision = decideOn(own, counters, clock.now(), cost, keeper !== null);
    const isTooMuchForAll = buckets.some((bucket) => isMoreThanEverFits(cost, bucket));
    // The whole limit may have room for it, and this share never has.
    if (!decision.allowed && !Number.isFinite(decision.retryAfterMs) && !isTooMuchForAll) throw new LimitsUnavailable();
    if (decision.allowed && keeper) notePass(keeper, buckets, counters, cost);
    return toldAsWhole(decision, buckets);
  }

  function run(buckets: readonly LimitBucket[], cost: number, keeper: PassKeeper | null) {
    const found = find(buckets);
    return found ? decideNow(buckets, found, cost, keeper) : loadAndDecide(buckets, cost, keeper);
  }

  async function loadAndDecide(buckets: readonly LimitBucket[], cost: number, keeper: PassKeeper | null) {
    for (;;) {
      const found = find(buckets);
      if (found) return decideNow(buckets, found, cost, keeper);
      // Again, as another request may have forgotten one of them meanwhile: what is counted must be kept.
      await Promise.all(buckets.filter((bucket) => !cells.has(counterIdOf(bucket))).map(load));
    }
  }

  return {
    decide: (buckets, cost = 1, keeper = ledger) => run(buckets, cost, keeper),
    peek: (buckets) => run(buckets, 1, null),
    glance(buckets) {
      const nowMs = clock.now();
      return decideOn(
        buckets,
        buckets.map((bucket) => freshState(bucket, nowMs)),
        nowMs,
        1,
        false,
      );
    },
    hold: () => Promise.resolve(() => undefined),
    correct(corrections) {
      // What is given back is for all together, and a process that reads it later has its part of it already.
      for (const { key, change, atMs } of corrections.filter(({ change }) => change > 0)) {
        const state = cells.get(counterIdOf(key))?.state;
        if (state && "counts" in state) correctSlices(state, key.window.span, change, atMs);
      }
      return true;
    },
  };
}

function isMoreThanEverFits(cost: number, { limits, window }: LimitBucket): boolean {
  if (window) return cost > Math.max(window.limit, window.next?.limit ?? 0);
  const { burst, perDay = cost, perMonth = cost } = limits;
  return cost > burst || cost > perDay || cost > perMonth;
}

/** Callers know the limits of their plan: what remains is of this share, the limit is the whole. */
function toldAsWhole(decision: LimitDecision, buckets: readonly LimitBucket[]): LimitDecision {
  const owners = buckets.flatMap((bucket) => Array<LimitBucket>(windowsOf(bucket)).fill(bucket));
  const windows = decision.windows.map((window, at) => wholeWindow(window, owners[at] as LimitBucket));
  if (decision.allowed) return { ...decision, windows };
  const { name, limit, used, resetAtMs } = decision.denied;
  const place = decision.windows.findIndex((own) => own.name === name && own.limit === limit && own.used === used);
  return { ...decision, windows, denied: { ...(windows[place] ?? decision.denied), resetAtMs } };
}

/** How many windows a decision tells of a bucket. */
function windowsOf({ limits }: LimitBucket): number {
  if (!limits) return 1;
  return 2 + (limits.perDay === undefined ? 0 : 1) + (limits.perMonth === undefined ? 0 : 1);
}

function wholeWindow(window: WindowState, { limits, window: named }: LimitBucket): WindowState {
  if (named) {
    // What others used is not known: a threshold is told late rather than wrongly.
    const isTold = named.budget !== undefined || named.next !== undefined;
    return { ...window, limit: named.limit, used: isTold ? window.used : named.limit - window.remaining };
  }
  const { perMinute, burst, perDay, perMonth } = limits;
  const whole = { minute: perMinute, burst, day: perDay, month: perMonth }[window.name as WindowName] ?? window.limit;
  const lengthSeconds = window.name === "burst" ? Math.ceil((burst * 60) / perMinute) : window.lengthSeconds;
  return { ...window, limit: whole, lengthSeconds, used: whole - window.remaining };
}
