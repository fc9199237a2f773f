import { describe, expect, it } from "vitest";
import { limiterBackEnds, useLimiterBackEnd } from "@/lib/testing/limiter-back-ends";
import { createTestClock } from "@/lib/testing/test-clock";
import type { PlanLimits } from "./catalogue";
import { limitsOf } from "./catalogue";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";

function bucketWith(limits: PlanLimits, subject = "org:1"): LimitBucket {
  return { subject, product: "prompts", environment: "production", limits };
}

/** How many of `tries` requests pass at this instant, and the last decision. */
async function takeMany(limiter: Limiter, buckets: LimitBucket[], tries: number) {
  let passed = 0;
  let last: LimitDecision | undefined;
  for (let count = 0; count < tries; count++) {
    last = await limiter.decide(buckets);
    if (last.allowed) passed += 1;
  }
  return { passed, last: last as LimitDecision };
}

function retryAfter(decision: LimitDecision): number {
  if (decision.allowed) throw new Error("was allowed");
  return decision.retryAfterMs;
}

describe.each(limiterBackEnds)("limits counted in %s", (backEnd) => {
  const openLimiter = useLimiterBackEnd(backEnd);

  describe("the token bucket", () => {
    it("lets exactly the burst through back to back, then one for every refill", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 60, burst: 10 });
      const { passed, last } = await takeMany(limiter, [bucket], 25);
      expect(passed).toBe(10);
      expect(last).toMatchObject({ allowed: false, denied: { name: "burst", limit: 10, remaining: 0 } });
      expect(retryAfter(last)).toBe(1000);
      clock.advance(999);
      expect((await takeMany(limiter, [bucket], 1)).passed).toBe(0);
      clock.advance(1);
      expect((await takeMany(limiter, [bucket], 3)).passed).toBe(1);
    });

    it.each([7, 10, 100, 300, 999])(
      "never lets more than rate and burst allow at %i a minute, in steps of any length",
      async (perMinute) => {
        const clock = createTestClock("2026-06-10T12:00:00Z");
        const limiter = openLimiter(clock);
        const bucket = bucketWith({ perMinute, burst: 5 });
        let passed = 0;
        let elapsed = 0;
        for (let step = 1; elapsed < 59_000; step++) {
          passed += (await takeMany(limiter, [bucket], 2)).passed;
          const advance = (step * 37) % 211;
          clock.advance(advance);
          elapsed += advance;
        }
        expect(passed).toBeLessThanOrEqual(
          Math.min(5 + Math.floor((elapsed * perMinute) / 60_000), Math.max(perMinute, 5)),
        );
        expect(passed).toBeGreaterThan(0);
      },
    );

    it("passes exactly when Retry-After says, for every waiting time", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 7, burst: 2 });
      for (let round = 0; round < 20; round++) {
        // A wait for the next minute may have filled the bucket.
        const { last } = await takeMany(limiter, [bucket], 4);
        const wait = retryAfter(last);
        clock.advance(wait - 1);
        expect((await limiter.decide([bucket])).allowed).toBe(false);
        clock.advance(1);
        expect((await limiter.decide([bucket])).allowed).toBe(true);
      }
    });
  });

  describe("the minute window", () => {
    it("takes max(per minute, burst) and starts anew with the UTC minute", async () => {
      const clock = createTestClock("2026-06-10T12:00:30Z");
      const limiter = openLimiter(clock);
      const memoryFree = { perMinute: 10, burst: 20 };
      expect((await takeMany(limiter, [bucketWith(memoryFree)], 30)).passed).toBe(20);
      clock.advance(29_999);
      const { passed, last } = await takeMany(limiter, [bucketWith(memoryFree)], 3);
      // The bucket holds tokens again, but the minute has had its twenty.
      expect(passed).toBe(0);
      expect(last).toMatchObject({ denied: { name: "minute", limit: 10, remaining: 0 }, retryAfterMs: 1 });
      clock.advance(1);
      expect((await takeMany(limiter, [bucketWith(memoryFree)], 9)).passed).toBe(5);
    });
  });

  describe("day and month quotas", () => {
    it("resets the day at 00:00 UTC, not 24 hours after the first request", async () => {
      const clock = createTestClock("2026-06-10T23:59:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 600, burst: 100, perDay: 3 });
      const { passed, last } = await takeMany(limiter, [bucket], 5);
      expect(passed).toBe(3);
      expect(last).toMatchObject({ denied: { name: "day", limit: 3, remaining: 0 }, retryAfterMs: 60_000 });
      clock.set("2026-06-11T00:00:00Z");
      expect((await takeMany(limiter, [bucket], 5)).passed).toBe(3);
    });

    it.each([
      ["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"],
      ["2026-02-28T12:00:00Z", "2026-03-01T00:00:00Z"],
      ["2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z"],
      ["2026-04-30T23:00:00Z", "2026-05-01T00:00:00Z"],
      ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"],
    ])("resets the month that holds %s at %s", async (start, end) => {
      const clock = createTestClock(start);
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 600, burst: 100, perMonth: 2 });
      const { passed, last } = await takeMany(limiter, [bucket], 4);
      expect(passed).toBe(2);
      expect(last).toMatchObject({ denied: { name: "month", resetAtMs: Date.parse(end) } });
      clock.set(Date.parse(end) - 1);
      expect((await takeMany(limiter, [bucket], 1)).passed).toBe(0);
      clock.set(end);
      expect((await takeMany(limiter, [bucket], 4)).passed).toBe(2);
    });
  });

  describe("one decision over everything", () => {
    it("consumes nothing anywhere when one window denies", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const organization = bucketWith({ perMinute: 600, burst: 100, perDay: 1000 });
      const key = bucketWith({ perMinute: 2, burst: 2 }, "key:1");
      expect((await takeMany(limiter, [organization, key], 50)).passed).toBe(2);
      const seen = await limiter.peek([organization]);
      expect(seen.windows.map(({ name, remaining }) => [name, remaining])).toEqual([
        ["minute", 598],
        ["burst", 98],
        ["day", 998],
      ]);
    });

    it("says the longest wait when several windows deny, so that it is never too early", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 60, burst: 5, perDay: 5 });
      const { last } = await takeMany(limiter, [bucket], 6);
      expect(last).toMatchObject({ denied: { name: "day" }, retryAfterMs: 12 * 3_600_000 });
    });

    it("lets no more through when a hundred decide at once while counters are being loaded", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 60, burst: 10 });
      const decisions = await Promise.all(Array.from({ length: 100 }, () => limiter.decide([bucket])));
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
    });

    it("counts a plan change from the next request", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const [free, pro] = [limitsOf("prompts", "free"), limitsOf("prompts", "pro")];
      if (!free?.burst || !pro?.burst) throw new Error("the catalogue limits prompts");
      expect((await takeMany(limiter, [bucketWith(free)], 20)).passed).toBe(10);
      expect((await takeMany(limiter, [bucketWith(pro)], 60)).passed).toBe(40);
      expect((await takeMany(limiter, [bucketWith(free)], 1)).passed).toBe(0);
    });
  });

  describe("clocks and plans", () => {
    it("comes back from a clock that was days ahead for a moment, without forgetting what was counted", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 60, burst: 10, perDay: 15 });
      clock.set("2026-07-20T12:00:00Z");
      expect((await takeMany(limiter, [bucket], 10)).passed).toBe(10);
      clock.set("2026-06-10T12:01:00Z");
      expect((await takeMany(limiter, [bucket], 20)).passed).toBe(0);
      clock.set("2026-06-10T12:02:00Z");
      expect((await takeMany(limiter, [bucket], 20)).passed).toBe(5);
      clock.set("2026-06-11T00:00:00Z");
      expect((await takeMany(limiter, [bucket], 20)).passed).toBe(10);
    });

    it("does not hold the debt of a larger plan's bucket against a smaller one", async () => {
      const clock = createTestClock("2026-06-10T12:00:00Z");
      const limiter = openLimiter(clock);
      await takeMany(limiter, [bucketWith({ perMinute: 1_000, burst: 200 })], 200);
      clock.set("2026-06-10T12:01:00Z");
      const free = bucketWith({ perMinute: 60, burst: 10 });
      expect(retryAfter(await limiter.decide([free]))).toBe(1_000);
      clock.advance(10_000);
      expect((await takeMany(limiter, [free], 20)).passed).toBe(10);
    });

    it("does not count when the clock steps back a little", async () => {
      const clock = createTestClock("2026-06-10T12:01:00Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 5, burst: 5 });
      expect((await takeMany(limiter, [bucket], 9)).passed).toBe(5);
      clock.set("2026-06-10T12:00:00Z");
      expect((await takeMany(limiter, [bucket], 9)).passed).toBe(0);
    });

    it("notes each pass in the window that its counters are in, when the clock steps back over midnight", async () => {
      const clock = createTestClock("2026-06-30T23:59:00Z");
      const passes: [string, string][] = [];
      const limiter = openLimiter(clock, (buckets, _cost, atMs) => {
        for (const { subject } of buckets) passes.push([subject, new Date(atMs).toISOString()]);
      });
      const limits = { perMinute: 60, burst: 10, perDay: 5, perMonth: 5 };
      const [one, other] = [bucketWith(limits), bucketWith(limits, "key:1")];
      await takeMany(limiter, [one], 4);
      clock.set("2026-07-01T00:00:01Z");
      expect((await takeMany(limiter, [one], 2)).passed).toBe(2);
      clock.set("2026-06-30T23:59:59Z");
      passes.length = 0;
      // One goes on in the July that it is in, the other begins in June.
      expect((await takeMany(limiter, [one, other], 9)).passed).toBe(3);
      expect(passes.filter(([subject]) => subject === "org:1")).toEqual(
        Array(3).fill(["org:1", "2026-07-01T00:00:01.000Z"]),
      );
      expect(passes.filter(([subject]) => subject === "key:1")).toEqual(
        Array(3).fill(["key:1", "2026-06-30T23:59:59.000Z"]),
      );
    });

    it("says after a step back how long it takes by the clock as it is now", async () => {
      const clock = createTestClock("2026-06-10T12:00:01Z");
      const limiter = openLimiter(clock);
      const bucket = bucketWith({ perMinute: 60, burst: 60 });
      expect((await takeMany(limiter, [bucket], 60)).passed).toBe(60);
      clock.set("2026-06-10T11:59:30Z");
      const wait = retryAfter(await limiter.decide([bucket]));
      clock.advance(wait - 1);
      expect((await limiter.decide([bucket])).allowed).toBe(false);
      clock.advance(1);
      expect((await limiter.decide([bucket])).allowed).toBe(true);
    });
  });
});

describe("the catalogue's limits", () => {
  it.each([
    ["prompts", "free", { perMinute: 60, burst: 10, perDay: 1_000 }],
    ["prompts", "starter", { perMinute: 60, burst: 10, perDay: 1_000 }],
    ["prompts", "pro", { perMinute: 300, burst: 50, perDay: 10_000 }],
    ["prompts", "lifetime", { perMinute: 600, burst: 100, perDay: 50_000 }],
    ["memory", "business", { perMinute: 100, burst: 200, perMonth: 100_000 }],
    ["memory", "enterprise", { perMinute: 1_000, burst: 2_000, perMonth: 10_000_000 }],
    ["account", "enterprise", { perMinute: 100, burst: 100 }],
    ["tunnel", "free", null],
  ] as const)("%s on %s", (product, plan, limits) => {
    expect(limitsOf(product, plan)).toEqual(limits);
  });
});
