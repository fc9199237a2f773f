import { describe, expect, it } from "vitest";
import { limiterBackEnds, useLimiterBackEnd } from "@/lib/testing/limiter-back-ends";
import { randomFrom } from "@/lib/testing/random-from";
import { createTestClock } from "@/lib/testing/test-clock";
import type { WindowSpan } from "./catalogue";
import { bucketsWith, type LimitBucket, type LimitDecision } from "./limiter";
import { findSpan } from "./window-span";

const owner = { subject: "org:1", product: "prompts", environment: "production" } as const;
const start = "2026-06-30T23:58:00.123Z";

function spanOf(id: string): WindowSpan {
  const span = findSpan(id);
  if (!span) throw new Error(`${id} is no span`);
  return span;
}

function windowOf(id: string, limit: number, subject: string = owner.subject): LimitBucket {
  return { ...owner, subject, window: { name: `per-${id}`, limit, span: spanOf(id) } };
}

describe.each(limiterBackEnds)("named windows counted in %s", (backEnd) => {
  const openLimiter = useLimiterBackEnd(backEnd);

  it.each([
    ["1s", 1_000],
    ["10s", 10_000],
    ["5m", 300_000],
    ["4h", 14_400_000],
    ["1d", 86_400_000],
  ])("let exactly the limit of each %s of UTC through, whatever requests cost", async (id, lengthMs) => {
    const random = randomFrom(lengthMs);
    const clock = createTestClock(start);
    const limiter = openLimiter(clock);
    const passed = new Map<number, number>();
    for (let step = 0; step < 800; step++) {
      const slice = Math.floor(clock.now() / lengthMs);
      const cost = 1 + random(7);
      const used = passed.get(slice) ?? 0;
      const { allowed, windows } = await limiter.decide([windowOf(id, 20)], cost);
      expect([step, allowed]).toEqual([step, used + cost <= 20]);
      const counted = allowed ? used + cost : used;
      passed.set(slice, counted);
      expect(windows).toEqual([
        {
          name: `per-${id}`,
          limit: 20,
          used: counted,
          remaining: 20 - counted,
          resetAtMs: (slice + 1) * lengthMs,
          lengthSeconds: lengthMs / 1_000,
        },
      ]);
      if (random(2) === 0) clock.advance(random(Math.ceil(lengthMs / 5)));
    }
  });

  it.each([
    ["~1s", 1_000],
    ["~1m", 60_000],
    ["~1h", 3_600_000],
  ])("let no more than the limit through in any %s, and what fits a twentieth later at most", async (id, lengthMs) => {
    const random = randomFrom(lengthMs + 1);
    const clock = createTestClock(start);
    const limiter = openLimiter(clock);
    const passes: { atMs: number; cost: number }[] = [];
    const countSince = (fromMs: number) =>
      passes.reduce((sum, { atMs, cost }) => (atMs > fromMs ? sum + cost : sum), 0);
    let denials = 0;
    for (let step = 0; step < 1_200; step++) {
      const cost = 1 + random(5);
      const { allowed } = await limiter.decide([windowOf(id, 30)], cost);
      const [exact, patient] = [lengthMs, lengthMs * 1.05].map((ms) => countSince(clock.now() - ms) + cost <= 30);
      // What has no room in the exact interval never passes; what has room in a little longer one always does.
      if (allowed) {
        expect([step, exact]).toEqual([step, true]);
        passes.push({ atMs: clock.now(), cost });
      } else {
        expect([step, patient]).toEqual([step, false]);
        denials += 1;
      }
      clock.advance(random(Math.ceil(lengthMs / 12)));
    }
    expect(Math.min(denials, passes.length)).toBeGreaterThan(100);
  });

  it.each(["10s", "1h", "1mo", "~10s", "~1d"])(
    "pass in %s when Retry-After said so and not a millisecond earlier",
    async (id) => {
      const random = randomFrom(9);
      for (let round = 0; round < 20; round++) {
        const clock = createTestClock(Date.parse(start) + random(90_000));
        const limiter = openLimiter(clock);
        const buckets = [windowOf(id, 20)];
        const cost = 1 + random(20);
        let denied: LimitDecision = await limiter.decide(buckets, cost);
        while (denied.allowed) {
          clock.advance(random(400));
          denied = await limiter.decide(buckets, cost);
        }
        expect(denied.denied).toMatchObject({ name: `per-${id}`, resetAtMs: clock.now() + denied.retryAfterMs });
        clock.advance(denied.retryAfterMs - 1);
        expect((await limiter.peek(buckets)).atMs).toBe(clock.now());
        expect((await limiter.decide(buckets, cost)).allowed).toBe(false);
        clock.advance(1);
        expect((await limiter.decide(buckets, cost)).allowed).toBe(true);
      }
    },
  );

  it("begin a calendar month anew with the UTC month", async () => {
    const clock = createTestClock("2028-02-29T23:59:59.999Z");
    const limiter = openLimiter(clock);
    const month = windowOf("1mo", 3);
    expect((await limiter.decide([month], 3)).windows[0]).toMatchObject({
      remaining: 0,
      resetAtMs: Date.parse("2028-03-01T00:00:00Z"),
      lengthSeconds: 29 * 86_400,
    });
    expect((await limiter.decide([month])).allowed).toBe(false);
    clock.advance(1);
    expect((await limiter.decide([month], 3)).allowed).toBe(true);
  });

  it("are one decision with a plan's own windows: all of them count or none", async () => {
    const clock = createTestClock(start);
    const limiter = openLimiter(clock);
    const windows = [
      { name: "hourly", limit: 12, span: spanOf("1h") },
      { name: "rolling", limit: 5, span: spanOf("~10s") },
    ];
    const buckets = bucketsWith(owner, { perMinute: 600, burst: 100, perDay: 50, windows });
    const told = ({ windows: states }: LimitDecision) => states.map(({ name, remaining }) => [name, remaining]);
    for (let count = 0; count < 5; count++) expect((await limiter.decide(buckets)).allowed).toBe(true);
    const after = [
      ["minute", 595],
      ["burst", 95],
      ["day", 45],
      ["hourly", 7],
      ["rolling", 0],
    ];
    const denied = await limiter.decide(buckets);
    expect(denied).toMatchObject({ allowed: false, denied: { name: "rolling" } });
    expect(told(denied)).toEqual(after);
    expect(told(await limiter.peek(buckets))).toEqual(after);
  });

  it("deny a cost that they never hold without a time to wait for", async () => {
    const limiter = openLimiter(createTestClock(start));
    const decision = await limiter.decide([windowOf("~10s", 5)], 6);
    expect(decision).toMatchObject({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
    expect((await limiter.decide([windowOf("~10s", 5)], 5)).allowed).toBe(true);
  });

  it("let no more through when a hundred decide at once while counters are being loaded", async () => {
    const limiter = openLimiter(createTestClock(start));
    const buckets = [windowOf("10s", 40, "org:2"), windowOf("~1m", 30, "org:2")];
    const decisions = await Promise.all(Array.from({ length: 100 }, () => limiter.decide(buckets)));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(30);
  });

  it("count apart where their lengths or kinds differ, and together where only name and limit do", async () => {
    const limiter = openLimiter(createTestClock(start));
    await limiter.decide([windowOf("10s", 9)], 9);
    expect((await limiter.decide([windowOf("~10s", 9)], 9)).allowed).toBe(true);
    expect((await limiter.decide([windowOf("20s", 9)], 9)).allowed).toBe(true);
    const renamed: LimitBucket = { ...owner, window: { name: "other", limit: 10, span: spanOf("10s") } };
    expect((await limiter.decide([renamed])).windows[0]).toMatchObject({ used: 10, remaining: 0 });
  });

  it.each(["10s", "~10s"])("begin no %s anew for a clock that steps back, by little or by much", async (id) => {
    const clock = createTestClock(start);
    const limiter = openLimiter(clock);
    const bucket = windowOf(id, 10);
    await limiter.decide([bucket], 10);
    clock.advance(-60_000);
    expect((await limiter.decide([bucket])).allowed).toBe(false);
    clock.advance(-3_600_000);
    expect((await limiter.decide([bucket])).allowed).toBe(false);
  });
});

describe("the id of a span", () => {
  it.each(["", "s", "0s", "1", "1w", "2mo", "~1mo", "367d", "-1s", "1.5h", " 1h", "1000000s"])(
    "is none in %j",
    (id) => {
      expect(findSpan(id)).toBeNull();
    },
  );

  it("is kept nowhere once it was read: there are 60 million, and each body may name some", () => {
    expect(findSpan("17s")).not.toBe(findSpan("17s"));
    expect(findSpan("17s")).toEqual(findSpan("17s"));
  });
});
