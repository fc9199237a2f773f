import { describe, expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import type { PlanLimits } from "./catalogue";
import type { CounterState, Counters } from "./limit-windows";
import { dayMs, minuteMs } from "./limit-windows";
import type { LimitBucket, Limiter } from "./limiter";
import { isLimitsUnavailable } from "./limits-unavailable";
import { createShareLimiter } from "./share-limiter";
import type { SliceCounts } from "./slice-counts";
import { monthOf, stepBackMs } from "./window-clock";
import { findSpan } from "./window-span";

const start = "2026-06-10T12:00:00Z";
const wide = { perMinute: 6_000, burst: 1_000 };

function bucketWith(limits: PlanLimits): LimitBucket {
  return { subject: "org:1", product: "prompts", environment: "production", limits };
}

/** Counters of which this much was used. */
function used(count: number, debt = 0): Counters {
  const nowMs = Date.parse(start);
  return {
    debt,
    asOf: nowMs,
    minute: Math.floor(nowMs / minuteMs),
    minuteCount: count,
    day: Math.floor(nowMs / dayMs),
    dayCount: count,
    month: monthOf(nowMs).index,
    monthCount: count,
  };
}

const sliceMs = 3_000;

function slidingMinute(limit: number): LimitBucket {
  const span = findSpan("~1m");
  if (!span) throw new Error("no span of a sliding minute");
  return { subject: "ns:1", product: "prompts", environment: "production", window: { name: "fast", limit, span } };
}

/** Slices of a sliding minute that counted this much, the newest first. */
function slices(counts: readonly number[]): SliceCounts {
  return { asOf: Date.parse(start), counts: [...counts] };
}

/** Whole numbers below `end` in an order that looks random and is the same in each run. */
function numbersBelow(end: number, many: number): number[] {
  let seed = 20_261;
  return Array.from({ length: many }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * end);
  });
}

function openShares(of: number, stored: CounterState | null, maxCells = 1_000) {
  const clock = createTestClock(start);
  const passes: number[] = [];
  const limiters = Array.from({ length: of }, (_, place) =>
    createShareLimiter(
      { place, of },
      {
        clock,
        store: { load: async (keys) => keys.map(() => stored) },
        ledger: { passed: (_buckets, cost) => void passes.push(cost) },
        mayCount: () => true,
        maxCells,
      },
    ),
  );
  return { clock, limiters, passes };
}

/** How many pass before it is denied or cannot decide. */
async function takeAll(limiter: Limiter, bucket: LimitBucket): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      if (!(await limiter.decide([bucket])).allowed) return count;
    } catch (error) {
      if (isLimitsUnavailable(error)) return count;
      throw error;
    }
  }
}

async function takeAllOf(limiters: readonly Limiter[], bucket: LimitBucket): Promise<number[]> {
  const counts = [];
  for (const limiter of limiters) counts.push(await takeAll(limiter, bucket));
  return counts;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe("shares of a limit", () => {
  it.each([
    ["a day's quota", { ...wide, perDay: 100 }, 100],
    ["a month's quota", { ...wide, perMonth: 101 }, 101],
    ["a burst", { perMinute: 60, burst: 10 }, 10],
    ["a minute", { perMinute: 7, burst: 3 }, 3],
    ["a limit of one", { ...wide, perDay: 1 }, 1],
  ])("of %s add up to the whole, for any number of processes", async (_, limits, whole) => {
    for (const of of [1, 2, 3, 4, 7]) {
      const { limiters, passes } = openShares(of, null);
      const counts = await takeAllOf(limiters, bucketWith(limits));
      if (limits.perMinute >= of) expect([of, sum(counts)]).toEqual([of, whole]);
      expect(sum(counts)).toBeLessThanOrEqual(whole);
      expect(passes).toHaveLength(sum(counts));
    }
  });

  it("add up to what was left of the limit when they were made", async () => {
    for (const of of [2, 3, 5]) {
      const quota = await takeAllOf(openShares(of, used(37)).limiters, bucketWith({ ...wide, perDay: 100 }));
      expect([of, sum(quota)]).toEqual([of, 63]);
      const burst = await takeAllOf(
        openShares(of, used(0, 4 * 60_000)).limiters,
        bucketWith({ perMinute: 60, burst: 10 }),
      );
      expect([of, sum(burst)]).toEqual([of, 6]);
    }
  });

  it("are refilled at the rate of the whole together, never faster", async () => {
    const { clock, limiters } = openShares(4, null);
    const bucket = bucketWith({ perMinute: 60, burst: 8 });
    expect(sum(await takeAllOf(limiters, bucket))).toBe(8);
    clock.advance(30_000);
    expect(sum(await takeAllOf(limiters, bucket))).toBe(8);
    clock.advance(4_000);
    expect(sum(await takeAllOf(limiters, bucket))).toBe(4);
  });

  it.each([
    ["one in each slice", Array.from({ length: 21 }, () => 1)],
    ["one in every other slice", Array.from({ length: 21 }, (_, age) => age % 2)],
    ["any number in each slice", numbersBelow(4, 21)],
    ["all in the oldest slice", [...Array.from({ length: 20 }, () => 0), 21]],
  ])("of a sliding window with %s never let more through together than the limit", async (_, counts) => {
    for (const of of [2, 4, 8]) {
      for (const goneSlices of [0, 1, 2, 5, 10, 20]) {
        const { clock, limiters } = openShares(of, slices(counts));
        const limit = sum(counts);
        // Every share reads what was counted before any slice goes.
        await Promise.all(limiters.map((limiter) => limiter.peek([slidingMinute(limit)])));
        clock.advance(goneSlices * sliceMs);
        const passed = sum(await takeAllOf(limiters, slidingMinute(limit)));
        const left = sum(counts.slice(0, counts.length - goneSlices));
        expect([of, goneSlices, left + passed]).toEqual([of, goneSlices, limit]);
      }
    }
  });

  it("are told with the limits of the plan, and what is left of the share", async () => {
    const { limiters } = openShares(4, null);
    const decision = await limiters[0]?.decide([bucketWith({ perMinute: 60, burst: 10, perDay: 1_000 })]);
    expect(decision?.windows.map(({ name, limit, remaining }) => [name, limit, remaining])).toEqual([
      ["minute", 60, 14],
      ["burst", 10, 2],
      ["day", 1_000, 249],
    ]);
    expect(decision?.windows.map(({ lengthSeconds }) => lengthSeconds)).toEqual([60, 10, 86_400]);
  });

  it("are forgotten for others at the bound once nothing of theirs counts, and never before", async () => {
    const { clock, limiters } = openShares(1, null, 2);
    const limiter = limiters[0] as Limiter;
    const of = (subject: string) => [{ ...slidingMinute(1), subject }];
    const first = await limiter.decide(of("ns:first"));
    const second = await limiter.decide(of("ns:second"));
    expect([first.allowed, second.allowed]).toEqual([true, true]);
    await expect(limiter.decide(of("ns:third"))).rejects.toSatisfy(isLimitsUnavailable);
    // The windows are over, and would not be after a small step of the clock back.
    clock.advance(21 * sliceMs);
    await expect(limiter.decide(of("ns:third"))).rejects.toSatisfy(isLimitsUnavailable);
    clock.advance(-21 * sliceMs);
    expect(await limiter.decide(of("ns:first"))).toMatchObject({ allowed: false });
    clock.advance(stepBackMs + 21 * sliceMs);
    expect(await limiter.decide(of("ns:third"))).toMatchObject({ allowed: true });
    expect(await limiter.decide(of("ns:fourth"))).toMatchObject({ allowed: true });
    await expect(limiter.decide(of("ns:first"))).rejects.toSatisfy(isLimitsUnavailable);
  });

  it("count on what they keep where a counter is forgotten while its request waits for another", async () => {
    const { limiters, passes } = openShares(1, null, 2);
    const limiter = limiters[0] as Limiter;
    const of = (subject: string) => ({ ...slidingMinute(1), subject });
    // Nothing was counted on either, so both may be forgotten for the third.
    await limiter.peek([of("ns:first"), of("ns:second")]);
    const both = [of("ns:first"), of("ns:third")];
    expect(await limiter.decide(both)).toMatchObject({ allowed: true });
    expect(await limiter.decide([of("ns:first")])).toMatchObject({ allowed: false });
    expect(passes).toEqual([1]);
  });

  it("of nothing decide on nothing: neither a yes nor a limit that is used up", async () => {
    const { limiters, passes } = openShares(3, null);
    const one = bucketWith({ ...wide, perDay: 1 });
    await expect(limiters[2]?.decide([one])).rejects.toSatisfy(isLimitsUnavailable);
    expect(passes).toEqual([]);
    const tooMuch = await limiters[0]?.decide([one], 2);
    expect(tooMuch).toMatchObject({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
  });
});
