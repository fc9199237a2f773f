import { expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import type { Counters } from "./limit-windows";
import type { LimitBucket, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { createLocalLimiter } from "./local-limiter";
import { createShareLimiter, type ShareLimiterParts } from "./share-limiter";

type Parts = ShareLimiterParts & { ledger: { holds: () => boolean } };

const backEnds: [string, (parts: Parts) => Limiter][] = [
  ["in memory", ({ clock, store, ledger, mayCount }) => createLocalLimiter(clock, store, ledger, { mayCount })],
  ["of a share", (parts) => createShareLimiter({ place: 0, of: 1 }, parts)],
];
const bucket: LimitBucket = {
  subject: "org:1",
  product: "prompts",
  environment: "production",
  limits: { perMinute: 60, burst: 60 },
};

it.each(backEnds)(
  "a limiter %s lets nothing pass whose counters were read after its place was lost",
  async (_, open) => {
    let answer: (stored: (Counters | null)[]) => void = () => undefined;
    const stored = new Promise<(Counters | null)[]>((resolve) => {
      answer = resolve;
    });
    let passes = 0;
    let isHeld = true;
    const limiter = open({
      clock: createTestClock("2026-06-10T12:00:00Z"),
      store: { load: () => stored },
      ledger: { passed: () => void passes++, holds: () => false },
      mayCount: () => isHeld,
    });
    const decision = limiter.decide([bucket]);
    isHeld = false;
    answer([null]);
    await expect(decision).rejects.toThrow(LimitsUnavailable);
    expect(passes).toBe(0);
    isHeld = true;
    expect((await limiter.decide([bucket])).allowed).toBe(true);
    expect(passes).toBe(1);
  },
);
