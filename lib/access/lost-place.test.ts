import { expect, it, vi } from "vitest";
import { leaseMs } from "@/lib/platform/process-claim";
import { createTestClock } from "@/lib/testing/test-clock";
import { claimTestPlace } from "@/lib/testing/test-place";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createCounterStore } from "./counter-store";
import type { Counters } from "./limit-windows";
import type { LimitBucket, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { createLocalLimiter } from "./local-limiter";
import { openLedger } from "./open-ledger";
import { openLimiter } from "./open-limiter";
import { createShareLimiter, type ShareLimiterParts } from "./share-limiter";

const { open } = useTestRuntime();

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

it("no answer leaves for a pass when the machine slept longer than its place is kept, before the pass was written down", async () => {
  const { database, settings } = open();
  const store = createCounterStore(database.gate);
  const row = await claimTestPlace(settings.databaseUrl, false);
  const log = () => undefined;
  const ledger = await openLedger({ pool: database.flush, store, log, settings: settings.journal, row });
  const limiter = createLocalLimiter(createTestClock("2026-06-10T12:00:00Z"), store, ledger, { mayCount: row.isHeld });
  const decide = async () => {
    const begunMs = performance.now();
    const { allowed } = await limiter.decide([bucket]);
    return { allowed, begunMs };
  };
  const now = Date.now;
  try {
    const awake = await decide();
    await ledger.kept(awake.begunMs);
    const asleep = await decide();
    expect(asleep.allowed).toBe(true);
    // Between the turn's yes and its record: where a paused process may stand still.
    vi.spyOn(Date, "now").mockImplementation(() => now() + leaseMs);
    await expect(ledger.kept(asleep.begunMs)).rejects.toThrow(LimitsUnavailable);
    // Another process may have gone on without it, but what it wrote before stays answered for.
    vi.restoreAllMocks();
    const later = await decide();
    await ledger.kept(later.begunMs);
    expect([awake.allowed, later.allowed]).toEqual([true, true]);
  } finally {
    vi.restoreAllMocks();
    await ledger.close();
    await row.leave();
  }
});

it("who asks a process that was only busy itself for longer than its place is kept waits for the renewal, and is counted once", async () => {
  const { database, settings } = open();
  const { gate: pool } = database;
  const store = createCounterStore(pool);
  const row = await claimTestPlace(settings.databaseUrl, false);
  const [log, clock] = [() => undefined, createTestClock("2026-06-10T12:00:00Z")];
  const ledger = await openLedger({ pool: database.flush, store, log, settings: settings.journal, row });
  const { limiter, liveCounts, close } = await openLimiter({ settings, row, pool, store, ledger, log, clock });
  const own = { ...bucket, subject: "org:2" };
  const now = Date.now;
  let aheadMs = 0;
  vi.spyOn(Date, "now").mockImplementation(() => now() + aheadMs);
  try {
    for (const { decide } of [limiter, liveCounts]) {
      aheadMs += leaseMs;
      expect(row.isHeld()).toBe(false);
      expect((await decide([own])).allowed).toBe(true);
    }
    const { windows } = await limiter.peek([own]);
    expect(windows.find(({ name }) => name === "minute")?.used).toBe(2);
  } finally {
    vi.restoreAllMocks();
    await close();
    await ledger.close();
    await row.leave();
  }
});
