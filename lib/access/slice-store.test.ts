import { beforeEach, expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { WindowSpan } from "./catalogue";
import { createCounterStore } from "./counter-store";
import { createLedger } from "./ledger";
import type { WindowBucket } from "./limiter";
import { createLocalLimiter } from "./local-limiter";
import { findSpan } from "./window-span";

const { open } = useTestRuntime();
const clock = createTestClock("2026-06-10T12:00:00Z");

beforeEach(async () => {
  clock.set("2026-06-10T12:00:00Z");
  await open().database.pool.query("TRUNCATE limit_slices");
});

/** A process: its own memory on the same database. */
function openProcess(maxCells?: number) {
  const { pool } = open().database;
  const store = createCounterStore(pool);
  const ledger = createLedger(pool, store, () => undefined);
  return { ledger, limiter: createLocalLimiter(clock, store, ledger, maxCells ? { maxCells } : {}) };
}

function windowOf(id: string, limit = 100, subject = "org:1"): WindowBucket {
  const window = { name: "own", limit, span: findSpan(id) as WindowSpan };
  return { subject, product: "prompts", environment: "production", window };
}

const usedOf = async ({ limiter }: ReturnType<typeof openProcess>, bucket: WindowBucket) =>
  (await limiter.peek([bucket])).windows[0]?.used;

async function rowsStored(): Promise<number> {
  const { rows } = await open().database.pool.query<{ rows: number }>("SELECT count(*)::int AS rows FROM limit_slices");
  return rows[0]?.rows ?? 0;
}

it.each(["1s", "10s", "4h", "1mo", "~1s", "~1m", "~1d"])(
  "what %s counted is there after a restart, as far as it still counts",
  async (id) => {
    const bucket = windowOf(id, 1_000);
    const lengthMs = (findSpan(id) as WindowSpan).sliceMs;
    let process = openProcess();
    for (let step = 0; step < 60; step++) {
      await process.limiter.decide([bucket], 1 + (step % 3));
      if (step % 4 === 0) {
        const before = await usedOf(process, bucket);
        await process.ledger.flush();
        process = openProcess();
        expect([step, await usedOf(process, bucket)]).toEqual([step, before]);
      }
      clock.advance(Math.ceil((lengthMs || 40_000_000) / 3));
    }
    // However long it goes on, its slices take turns on a few rows.
    expect(await rowsStored()).toBeLessThanOrEqual((findSpan(id) as WindowSpan).slices);
  },
);

it("adds up what several processes let through, in any order of writing", async () => {
  const buckets = [windowOf("1h"), windowOf("~1m")];
  const processes = [openProcess(), openProcess(), openProcess()];
  for (const [at, one] of processes.entries()) {
    await one.limiter.decide(buckets, 5 + at);
    clock.advance(4_000);
  }
  for (const one of processes.toReversed()) await one.ledger.flush();
  const fresh = openProcess();
  expect([await usedOf(fresh, windowOf("1h")), await usedOf(fresh, windowOf("~1m"))]).toEqual([18, 18]);
});

it("keeps what counts now when passes of an ended window are written after it", async () => {
  const bucket = windowOf("10s");
  const [late, prompt] = [openProcess(), openProcess()];
  await late.limiter.decide([bucket], 7);
  clock.advance(3_600_000);
  await prompt.limiter.decide([bucket], 2);
  await prompt.ledger.flush();
  await late.ledger.flush();
  expect(await usedOf(openProcess(), bucket)).toBe(2);
});

it("counts for now what a clock that was days ahead counted", async () => {
  const bucket = windowOf("~1h");
  const process = openProcess();
  clock.set(Date.now() + 86_400_000);
  await process.limiter.decide([bucket], 6);
  await process.ledger.flush();
  clock.set(Date.now());
  const after = openProcess();
  expect(await usedOf(after, bucket)).toBe(6);
  await after.limiter.decide([bucket], 1);
  await after.ledger.flush();
  expect(await usedOf(openProcess(), bucket)).toBe(7);
});

it("loses no count of windows that push each other out of memory, flushed or not", async () => {
  const process = openProcess(10);
  const buckets = Array.from({ length: 60 }, (_, n) => windowOf("~1h", 3, `org:many-${n}`));
  for (let round = 0; round < 3; round++) {
    for (const bucket of buckets) expect((await process.limiter.decide([bucket])).allowed).toBe(true);
    if (round === 1) await process.ledger.flush();
  }
  for (const bucket of buckets) expect((await process.limiter.decide([bucket])).allowed).toBe(false);
});
