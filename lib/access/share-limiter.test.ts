import { describe, expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import type { PlanLimits } from "./catalogue";
import type { Counters } from "./limit-windows";
import { dayMs, minuteMs } from "./limit-windows";
import type { LimitBucket, Limiter } from "./limiter";
import { isLimitsUnavailable } from "./limits-unavailable";
import { createShareLimiter } from "./share-limiter";
import { monthOf } from "./window-clock";

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

function openShares(of: number, stored: Counters | null) {
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

  it("of nothing decide on nothing: neither a yes nor a limit that is used up", async () => {
    const { limiters, passes } = openShares(3, null);
    const one = bucketWith({ ...wide, perDay: 1 });
    await expect(limiters[2]?.decide([one])).rejects.toSatisfy(isLimitsUnavailable);
    expect(passes).toEqual([]);
    const tooMuch = await limiters[0]?.decide([one], 2);
    expect(tooMuch).toMatchObject({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
  });
});
