import { describe, expect, it } from "vitest";
import { limiterBackEnds, useLimiterBackEnd } from "@/lib/testing/limiter-back-ends";
import { randomFrom } from "@/lib/testing/random-from";
import { createTestClock } from "@/lib/testing/test-clock";
import type { PlanLimits } from "./catalogue";
import type { LimitBucket, LimitDecision } from "./limiter";

/** A request that counts as several: every window has room for all of them, or nothing is taken. */

function bucketWith(limits: PlanLimits, subject = "org:1"): LimitBucket {
  return { subject, product: "prompts", environment: "production", limits };
}

/** The same rules over exact fractions: tokens in 1/60,000 as BigInt, calendar windows as sums of what passed. */
function createModel({ perMinute, burst, perDay, perMonth }: PlanLimits, startMs: number) {
  const full = BigInt(burst) * 60_000n;
  let tokens = full;
  let asOf = startMs;
  const passed = new Map<string, number>();
  const unitsOf = (ms: number) => {
    const iso = new Date(ms).toISOString();
    return { minute: iso.slice(0, 16), day: iso.slice(0, 10), month: iso.slice(0, 7) };
  };
  const countIn = (unit: string) => passed.get(unit) ?? 0;
  return (nowMs: number, cost: number): boolean => {
    tokens += BigInt(nowMs - asOf) * BigInt(perMinute);
    if (tokens > full) tokens = full;
    asOf = nowMs;
    const { minute, day, month } = unitsOf(nowMs);
    const hasRoom =
      tokens >= BigInt(cost) * 60_000n &&
      countIn(minute) + cost <= Math.max(perMinute, burst) &&
      (perDay === undefined || countIn(day) + cost <= perDay) &&
      (perMonth === undefined || countIn(month) + cost <= perMonth);
    if (!hasRoom) return false;
    tokens -= BigInt(cost) * 60_000n;
    for (const unit of [minute, day, month]) passed.set(unit, countIn(unit) + cost);
    return true;
  };
}

const shapes: [string, PlanLimits][] = [
  ["a burst above the rate", { perMinute: 7, burst: 23 }],
  ["a burst below the rate", { perMinute: 997, burst: 31 }],
  ["a day's quota", { perMinute: 300, burst: 50, perDay: 777 }],
  ["a month's quota", { perMinute: 100, burst: 200, perMonth: 1_009 }],
];

describe.each(limiterBackEnds)("limits counted in %s", (backEnd) => {
  const openLimiter = useLimiterBackEnd(backEnd);

  describe("a cost of several requests", () => {
    it.each(shapes)("is decided as exact arithmetic decides it, step by step, with %s", async (_, limits) => {
      for (const seed of [1, 2, 3]) {
        const random = randomFrom(seed);
        const clock = createTestClock("2026-06-30T23:50:00.123Z");
        const limiter = openLimiter(clock);
        const model = createModel(limits, clock.now());
        for (let step = 0; step < 1_500; step++) {
          const cost = 1 + random(limits.burst + 2);
          const expected = model(clock.now(), cost);
          const { allowed } = await limiter.decide([bucketWith(limits)], cost);
          expect([seed, step, cost, allowed]).toEqual([seed, step, cost, expected]);
          if (random(3) > 0) clock.advance(random(random(20) === 0 ? 40_000 : 900));
        }
      }
    });

    it.each(shapes)("leaves every window as it was when it is denied, with %s", async (_, limits) => {
      const random = randomFrom(11);
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const buckets = [bucketWith(limits), bucketWith({ perMinute: 40, burst: 15 }, "key:1")];
      let denials = 0;
      for (let step = 0; step < 600; step++) {
        const before = await limiter.peek(buckets);
        const decision = await limiter.decide(buckets, 1 + random(30));
        if (!decision.allowed) {
          denials += 1;
          expect((await limiter.peek(buckets)).windows).toEqual(before.windows);
        }
        clock.advance(random(700));
      }
      expect(denials).toBeGreaterThan(50);
    });

    it.each(shapes)("passes when Retry-After said so and not a millisecond earlier, with %s", async (_, limits) => {
      const random = randomFrom(5);
      for (let round = 0; round < 60; round++) {
        const clock = createTestClock(Date.parse("2026-06-10T12:00:00Z") + random(60_000));
        const limiter = openLimiter(clock);
        const buckets = [bucketWith(limits)];
        const cost = 1 + random(limits.burst);
        let denied: LimitDecision = await limiter.decide(buckets, cost);
        while (denied.allowed) denied = await limiter.decide(buckets, cost);
        clock.advance(denied.retryAfterMs - 1);
        expect((await limiter.peek(buckets)).atMs).toBe(clock.now());
        expect((await limiter.decide(buckets, cost)).allowed).toBe(false);
        clock.advance(1);
        expect((await limiter.decide(buckets, cost)).allowed).toBe(true);
      }
    });

    it("takes what as many single requests would have taken", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const [whole, single] = [openLimiter(clock), openLimiter(clock)];
      const buckets = [bucketWith({ perMinute: 60, burst: 50, perDay: 100 })];
      const decision = await whole.decide(buckets, 37);
      for (let count = 0; count < 36; count++) await single.decide(buckets);
      expect(decision).toEqual(await single.decide(buckets));
    });

    it.each([
      ["burst", { perMinute: 60, burst: 10 }, 11],
      ["day", { perMinute: 60, burst: 50, perDay: 20 }, 21],
      ["month", { perMinute: 60, burst: 50, perMonth: 20 }, 21],
    ] as const)("that no %s ever holds is denied without a time to wait for", async (name, limits, cost) => {
      const limiter = openLimiter(createTestClock("2026-06-10T12:00:00Z"));
      const decision = await limiter.decide([bucketWith(limits)], cost);
      expect(decision).toMatchObject({ allowed: false, denied: { name }, retryAfterMs: Number.POSITIVE_INFINITY });
      expect(decision.windows.every(({ resetAtMs }) => Number.isFinite(resetAtMs))).toBe(true);
      expect((await limiter.decide([bucketWith(limits)], cost - 1)).allowed).toBe(true);
    });

    it("of twenty at once lets in exactly as many as fit whole, counters still being read", async () => {
      const limiter = openLimiter(createTestClock("2026-06-10T12:00:00Z"));
      const bucket = bucketWith({ perMinute: 60, burst: 10 });
      const decisions = await Promise.all(Array.from({ length: 20 }, () => limiter.decide([bucket], 3)));
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(3);
      expect((await limiter.decide([bucket], 1)).allowed).toBe(true);
      expect((await limiter.decide([bucket], 1)).allowed).toBe(false);
    });
  });
});
