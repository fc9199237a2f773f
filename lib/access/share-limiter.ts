import "server-only";
import { batchLoads } from "@/lib/platform/batch-loads";
import type { Clock } from "@/lib/platform/clock";
import type { PlanLimits } from "./catalogue";
import { counterIdOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { type Counters, decideOn, freshCounters, requestDebt } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter, WindowState } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { notePass } from "./note-pass";

/** One of `of` processes, counted from 0. */
export type SharePlace = { place: number; of: number };

export type ShareLimiterParts = {
  clock: Clock;
  store: Pick<CounterStore, "load">;
  ledger: Pick<Ledger, "passed">;
  /** Asked in the turn of every pass; false where the share may be another's by now. */
  mayCount: () => boolean;
};

/** So many counters at about 300 bytes each; what comes after them is refused, as none may be forgotten. */
const mostCounters = 200_000;

/**
 * Limits where processes cannot count together: each lets its share of every limit through and takes its share of what was
 * counted before, so that all of them together never let more through than the limit. Shares are whole numbers that add
 * up to the whole; a process without a share of a limit cannot decide on it.
 */
export function createShareLimiter(
  { place, of }: SharePlace,
  { clock, store, ledger, mayCount }: ShareLimiterParts,
): Limiter {
  const cells = new Map<string, Counters>();
  const loadCounters = batchLoads(store.load);
  const shareOf = (whole: number) => Math.floor((whole + of - 1 - place) / of);

  function ownLimits({ perMinute, burst, perDay, perMonth }: PlanLimits): PlanLimits {
    return {
      perMinute: shareOf(perMinute),
      burst: shareOf(burst),
      ...(perDay === undefined ? {} : { perDay: shareOf(perDay) }),
      ...(perMonth === undefined ? {} : { perMonth: shareOf(perMonth) }),
    };
  }

  function shareOfCounters({ debt, minuteCount, dayCount, monthCount, ...moment }: Counters): Counters {
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

  async function load(bucket: LimitBucket): Promise<void> {
    const id = counterIdOf(bucket);
    if (cells.size >= mostCounters) throw new LimitsUnavailable();
    const { subject, product, environment } = bucket;
    const stored = (await loadCounters({ subject, product, environment })) ?? freshCounters(clock.now());
    // Another request may have loaded it meanwhile and counted on it.
    if (!cells.has(id)) cells.set(id, shareOfCounters(stored));
  }

  function decideNow(buckets: readonly LimitBucket[], cost: number, consume: boolean): LimitDecision {
    // Here, as the share may have become another's while counters were read.
    if (consume && !mayCount()) throw new LimitsUnavailable();
    const own = buckets.map(({ limits }) => ({ limits: ownLimits(limits) }));
    const counters = buckets.map((bucket) => cells.get(counterIdOf(bucket)) ?? freshCounters(clock.now()));
    if (own.some(({ limits }) => limits.perMinute === 0 || limits.burst === 0)) throw new LimitsUnavailable();
    const decision = decideOn(own, counters, clock.now(), cost, consume);
    const isTooMuchForAll = buckets.some(({ limits }) => isMoreThanEverFits(cost, limits));
    // The whole limit may have room for it, and this share never has.
    if (!decision.allowed && !Number.isFinite(decision.retryAfterMs) && !isTooMuchForAll) throw new LimitsUnavailable();
    if (decision.allowed && consume) notePass(ledger, buckets, counters, cost);
    return toldAsWhole(decision, buckets);
  }

  function run(buckets: readonly LimitBucket[], cost: number, consume: boolean) {
    const missing = buckets.filter((bucket) => !cells.has(counterIdOf(bucket)));
    if (missing.length === 0) return decideNow(buckets, cost, consume);
    return Promise.all(missing.map(load)).then(() => decideNow(buckets, cost, consume));
  }

  return {
    decide: (buckets, cost = 1) => run(buckets, cost, true),
    peek: (buckets) => run(buckets, 1, false),
    glance(buckets) {
      const nowMs = clock.now();
      return decideOn(
        buckets,
        buckets.map(() => freshCounters(nowMs)),
        nowMs,
        1,
        false,
      );
    },
  };
}

function isMoreThanEverFits(cost: number, { burst, perDay = cost, perMonth = cost }: PlanLimits): boolean {
  return cost > burst || cost > perDay || cost > perMonth;
}

/** Callers know the limits of their plan: what remains is of this share, the limit is the whole. */
function toldAsWhole(decision: LimitDecision, buckets: readonly LimitBucket[]): LimitDecision {
  let at = -1;
  const windows = decision.windows.map((window) => {
    // Each bucket's windows begin with its minute.
    if (window.name === "minute") at += 1;
    return wholeWindow(window, (buckets[at] as LimitBucket).limits);
  });
  if (decision.allowed) return { ...decision, windows };
  const { name, limit, used, resetAtMs } = decision.denied;
  const place = decision.windows.findIndex((own) => own.name === name && own.limit === limit && own.used === used);
  return { ...decision, windows, denied: { ...(windows[place] ?? decision.denied), resetAtMs } };
}

function wholeWindow(window: WindowState, { perMinute, burst, perDay, perMonth }: PlanLimits): WindowState {
  const whole = { minute: perMinute, burst, day: perDay, month: perMonth }[window.name] ?? window.limit;
  const lengthSeconds = window.name === "burst" ? Math.ceil((burst * 60) / perMinute) : window.lengthSeconds;
  return { ...window, limit: whole, lengthSeconds, used: whole - window.remaining };
}
