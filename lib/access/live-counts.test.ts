import { describe, expect, it } from "vitest";
import { limiterBackEnds, useLimiterBackEnd } from "@/lib/testing/limiter-back-ends";
import { createTestClock } from "@/lib/testing/test-clock";
import type { LimitBucket, WindowBucket } from "./limiter";
import type { CorrectableLimiter } from "./live-counts";
import { findSpan } from "./window-span";

const start = "2026-06-10T12:00:20.000Z";
const hourMs = 3_600_000;

function windowOf(id: string, limit: number, budget?: { isHard: boolean }): WindowBucket {
  const span = findSpan(id);
  if (!span) throw new Error(`${id} is no span`);
  const owner = { subject: "ns:1:0:i:user_42", product: "prompts", environment: "production" } as const;
  const whole = budget && { ...budget, id: "bgt_1", organizationId: "o", owner: "o", thresholds: [], slides: false };
  return { ...owner, window: { name: "own", limit, span, ...(whole ? { budget: whole } : {}) } };
}

const allowed = async (limiter: CorrectableLimiter, bucket: LimitBucket, cost: number) =>
  (await limiter.decide([bucket], cost)).allowed;

describe.each(limiterBackEnds)("what is counted in %s", (backEnd) => {
  const openLimiter = useLimiterBackEnd(backEnd);
  // All three back ends can be corrected; the helper's type tells what most tests need.
  const open = (clock: ReturnType<typeof createTestClock>) => openLimiter(clock) as CorrectableLimiter;

  it("is kept by whoever asks to keep it, at the moment that it was counted at", async () => {
    const clock = createTestClock(start);
    const limiter = open(clock);
    const bucket = windowOf("1h", 10);
    const kept: [number, number][] = [];
    await limiter.decide([bucket], 4, { passed: (_, cost, atMs) => kept.push([cost, atMs]) });
    expect(kept).toEqual([[4, clock.now()]]);
    expect([await allowed(limiter, bucket, 7), await allowed(limiter, bucket, 6)]).toEqual([false, true]);
  });

  it("counts more than there is room for where it is told to, and then lets nothing in until that is over", async () => {
    const clock = createTestClock(start);
    const limiter = open(clock);
    const bucket = windowOf("1h", 10);
    expect(await allowed(limiter, bucket, 1)).toBe(true);
    await limiter.correct([{ key: bucket, atMs: clock.now(), change: 20 }]);
    expect(await allowed(limiter, bucket, 1)).toBe(false);
    expect((await limiter.peek([bucket])).windows[0]).toMatchObject({ remaining: 0 });
    clock.advance(hourMs);
    expect(await allowed(limiter, bucket, 10)).toBe(true);
  });

  it("on a budget that only tells is counted without end, and denied as soon as that is hard", async () => {
    const limiter = open(createTestClock(start));
    const [soft, hard] = [windowOf("1d", 5, { isHard: false }), windowOf("1d", 5, { isHard: true })];
    expect([await allowed(limiter, soft, 4), await allowed(limiter, soft, 4)]).toEqual([true, true]);
    expect((await limiter.peek([soft])).windows[0]).toMatchObject({ limit: 5, remaining: 0 });
    expect(await allowed(limiter, hard, 1)).toBe(false);
  });
});

// Of a share, what is given back is nobody's until shares are made anew.
describe.each(limiterBackEnds.filter((name) => name !== "a share of memory"))("what is counted in %s", (backEnd) => {
  const openLimiter = useLimiterBackEnd(backEnd);
  it("is given back where it was counted, and not where that is over", async () => {
    const clock = createTestClock(start);
    const limiter = openLimiter(clock) as CorrectableLimiter;
    const bucket = windowOf("1h", 10);
    const [atMs, key] = [clock.now(), bucket];
    const release = await limiter.hold([bucket]);
    expect(await allowed(limiter, bucket, 10)).toBe(true);
    expect(await limiter.correct([{ key, atMs, change: -4 }])).toBe(true);
    expect([await allowed(limiter, bucket, 5), await allowed(limiter, bucket, 4)]).toEqual([false, true]);
    clock.advance(hourMs);
    expect(await allowed(limiter, bucket, 10)).toBe(true);
    await limiter.correct([{ key, atMs, change: -4 }]);
    expect(await allowed(limiter, bucket, 1)).toBe(false);
    release();
  });
});
