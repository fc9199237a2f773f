import { describe, expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { PlanLimits } from "./catalogue";
import { createCounterStore } from "./counter-store";
import { createLedger } from "./ledger";
import { type Counters, decideOn, freshCounters } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";
import { createLocalLimiter } from "./local-limiter";

const { open } = useTestRuntime();

function bucketWith(limits: PlanLimits, subject: string): LimitBucket {
  return { subject, product: "prompts", environment: "production", limits };
}

/** A process of its own as far as counters go. */
function openProcess(clock = createTestClock("2026-06-10T12:00:00Z"), maxCells = 1_000) {
  const { pool } = open().database;
  const store = createCounterStore(pool);
  const ledger = createLedger(pool, store, () => undefined);
  return { clock, store, ledger, limiter: createLocalLimiter(clock, store, ledger, { maxCells }) };
}

async function passesOf(limiter: Limiter, bucket: LimitBucket, tries: number): Promise<number> {
  let passed = 0;
  for (let count = 0; count < tries; count++) if ((await limiter.decide([bucket])).allowed) passed += 1;
  return passed;
}

const remainingOf = ({ windows }: LimitDecision) => windows.map(({ name, remaining }) => [name, remaining]);

async function storedOf(subject: string): Promise<Counters | null> {
  const [counters] = await openProcess().store.load(
    [{ subject, product: "prompts", environment: "production" }],
    Date.now(),
  );
  return (counters ?? null) as Counters | null;
}

/** Repeatable random whole numbers below `end`. */
function randomFrom(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

describe("stored counters", () => {
  it("go on after a restart where the last flush left them, bucket included", async () => {
    const bucket = bucketWith({ perMinute: 60, burst: 10, perDay: 1_000, perMonth: 5_000 }, "org:restart");
    const before = openProcess();
    expect(await passesOf(before.limiter, bucket, 8)).toBe(8);
    await before.ledger.flush();
    const after = await openProcess(before.clock).limiter.peek([bucket]);
    expect(remainingOf(after)).toEqual([
      ["minute", 52],
      ["burst", 2],
      ["day", 992],
      ["month", 4_992],
    ]);
  });

  it("are what one process would hold, to the unit, over many flushes, windows and changes of plan", async () => {
    const plans: PlanLimits[] = [
      { perMinute: 7, burst: 23 },
      { perMinute: 997, burst: 31, perDay: 100_000 },
      { perMinute: 60, burst: 200, perMonth: 100_000 },
    ];
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const { clock, ledger, limiter } = openProcess(createTestClock("2026-06-30T23:50:00.123Z"));
      const subject = `org:composed-${seed}`;
      const expected = freshCounters(clock.now());
      for (let step = 0; step < 400; step++) {
        const limits = plans[Math.floor(step / 150)] as PlanLimits;
        const cost = 1 + random(limits.burst);
        const bucket = bucketWith(limits, subject);
        await limiter.decide([bucket], cost);
        decideOn([bucket], [expected], clock.now(), cost, true);
        clock.advance(random(random(20) === 0 ? 60_000 : 900));
        if (random(9) === 0) await ledger.flush();
      }
      await ledger.flush();
      const stored = await storedOf(subject);
      const bucket = bucketWith(plans[2] as PlanLimits, subject);
      const describe = (counters: Counters | null) =>
        decideOn([bucket], [counters ?? freshCounters(0)], clock.now(), 1, false);
      expect([seed, describe(stored)]).toEqual([seed, describe(expected)]);
    }
  });

  it("add up what several processes let through, in any order of writing, and forget none of it", async () => {
    const bucket = bucketWith({ perMinute: 1_000_000, burst: 1_000_000, perDay: 1_000_000 }, "org:shared");
    const processes = [openProcess(), openProcess(), openProcess()];
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        processes.map(async ({ limiter, ledger }) => {
          await passesOf(limiter, bucket, 20);
          await ledger.flush();
        }),
      );
    }
    expect(await storedOf("org:shared")).toMatchObject({ minuteCount: 600, dayCount: 600, monthCount: 600 });
    // All at one instant: the bucket owes every one of them.
    expect((await storedOf("org:shared"))?.debt).toBe(600 * 60_000);
  });

  it.each([
    ["two seconds after them", "2026-06-30T23:59:59Z", "2026-07-01T00:00:01Z", 3],
    ["by a process that stood still for ten minutes", "2026-06-09T23:55:00Z", "2026-06-10T00:05:00Z", 8],
    ["from a journal that is read an hour later", "2026-06-30T23:40:00Z", "2026-07-01T00:40:00Z", 3],
    ["from a journal that is read weeks later", "2026-05-31T12:00:00Z", "2026-06-30T12:00:00Z", 3],
  ])("keep newer windows when the passes of older ones are written %s", async (_, older, newer, monthCount) => {
    const bucket = bucketWith({ perMinute: 60, burst: 60, perDay: 7 }, `org:late ${older}`);
    const [late, early] = [openProcess(createTestClock(older)), openProcess(createTestClock(newer))];
    await passesOf(late.limiter, bucket, 5);
    await passesOf(early.limiter, bucket, 3);
    await early.ledger.flush();
    await late.ledger.flush();
    expect(await storedOf(bucket.subject)).toMatchObject({
      ...{ minuteCount: 3, dayCount: 3, monthCount, debt: 8 * 60_000 },
      asOf: early.clock.now(),
      day: Math.floor(early.clock.now() / 86_400_000),
    });
    expect(await passesOf(openProcess(early.clock).limiter, bucket, 9)).toBe(4);
  });

  it("count for now what a clock that was days ahead counted", async () => {
    const bucket = bucketWith({ perMinute: 60, burst: 60, perDay: 100 }, "org:ahead");
    const nowMs = Date.now();
    const { clock, ledger, limiter } = openProcess(createTestClock(nowMs + 40 * 86_400_000));
    await passesOf(limiter, bucket, 6);
    await ledger.flush();
    clock.set(nowMs);
    await passesOf(limiter, bucket, 1);
    await ledger.flush();
    const day = Math.floor(nowMs / 86_400_000);
    expect(await storedOf(bucket.subject)).toMatchObject({ asOf: nowMs, day, dayCount: 7, monthCount: 7 });
  });

  it("keep what was counted while the clock had stepped back over midnight", async () => {
    const bucket = bucketWith({ perMinute: 60, burst: 60, perDay: 100 }, "org:step-back");
    const { clock, ledger, limiter } = openProcess(createTestClock("2026-07-01T00:00:02Z"));
    await passesOf(limiter, bucket, 4);
    await ledger.flush();
    clock.set("2026-06-30T23:59:58Z");
    await passesOf(limiter, bucket, 3);
    await ledger.flush();
    expect(await storedOf("org:step-back")).toMatchObject({
      minuteCount: 7,
      dayCount: 7,
      monthCount: 7,
      debt: 7 * 60_000,
    });
  });

  it("are read in one query for all that is asked in a turn", async () => {
    const { pool } = open().database;
    const { limiter } = openProcess();
    let queries = 0;
    const count = () => {
      queries += 1;
    };
    pool.on("acquire", count);
    const limits = { perMinute: 60, burst: 10 };
    await Promise.all(Array.from({ length: 900 }, (_, index) => limiter.peek([bucketWith(limits, `ip:${index}`)])));
    pool.off("acquire", count);
    expect(queries).toBe(1);
  });

  it("of a thousand that push each other out of memory lose no count, flushed or not", async () => {
    const limits = { perMinute: 60, burst: 60 };
    const { limiter, ledger } = openProcess(undefined, 10);
    const buckets = Array.from({ length: 1_000 }, (_, index) => bucketWith(limits, `org:crowd-${index}`));
    for (let round = 0; round < 4; round++) {
      for (const bucket of buckets) await limiter.decide([bucket]);
      if (round === 1) await ledger.flush();
    }
    const seen = await Promise.all(buckets.map((bucket) => limiter.peek([bucket])));
    expect(new Set(seen.map(({ windows }) => windows[0]?.used))).toEqual(new Set([4]));
    await ledger.flush();
    expect((await storedOf("org:crowd-999"))?.minuteCount).toBe(4);
  });
});

describe("a flush", () => {
  it("that failed is repeated whole, and what was counted meanwhile follows, each once", async () => {
    const { pool } = open().database;
    const { limiter, ledger } = openProcess();
    const bucket = bucketWith({ perMinute: 60, burst: 50 }, "org:flaky");
    expect(await passesOf(limiter, bucket, 4)).toBe(4);
    await pool.query("ALTER TABLE limit_states RENAME TO limit_states_away");
    await expect(ledger.flush()).rejects.toThrow("limit_states");
    expect(ledger.holds(bucket)).toBe(true);
    expect(await passesOf(limiter, bucket, 3)).toBe(3);
    await pool.query("ALTER TABLE limit_states_away RENAME TO limit_states");
    await Promise.all([ledger.flush(), ledger.flush(), ledger.flush()]);
    expect(await storedOf("org:flaky")).toMatchObject({ minuteCount: 7, debt: 7 * 60_000 });
    expect(ledger.holds(bucket)).toBe(false);
  });

  it("after a long time without a database is written in pieces, each once", async () => {
    const { pool } = open().database;
    const { ledger, clock } = openProcess();
    await open().database.prisma.organization.create({ data: { id: "org-outage", name: "Outage" } });
    await pool.query("ALTER TABLE journal_positions RENAME TO journal_positions_away");
    const event = { organizationId: "org-outage", product: "prompts", environment: "production", status: 200 } as const;
    for (let minute = 0; minute < 250; minute++) {
      for (let key = 0; key < 100; key++) {
        ledger.answered({ ...event, credentialId: `key_${key}`, endpoint: "GET /v1/prompts", atMs: clock.now() });
      }
      clock.advance(60_000);
      if (minute % 100 === 0) await expect(ledger.flush()).rejects.toThrow("journal_positions");
    }
    await pool.query("ALTER TABLE journal_positions_away RENAME TO journal_positions");
    let transactions = 0;
    const count = () => {
      transactions += 1;
    };
    pool.on("acquire", count);
    await ledger.flush();
    pool.off("acquire", count);
    expect(transactions).toBeGreaterThanOrEqual(3);
    const { rows } = await pool.query(
      "SELECT sum(requests)::int AS total FROM usage_minutes WHERE organization_id = 'org-outage'",
    );
    expect(rows).toEqual([{ total: 25_000 }]);
  });

  it("whose commit succeeded but whose answer was lost counts nothing twice", async () => {
    const { pool } = open().database;
    const { limiter, ledger } = openProcess();
    const bucket = bucketWith({ perMinute: 60, burst: 50 }, "org:lost-answer");
    expect(await passesOf(limiter, bucket, 5)).toBe(5);
    const connect = pool.connect.bind(pool);
    // The connection breaks when the server has committed and before the client hears of it.
    pool.connect = (async () => {
      const client = await connect();
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      client.query = (async (...args: unknown[]) => {
        const result = await query(...args);
        if (args[0] !== "COMMIT") return result;
        Object.assign(client, { query });
        throw new Error("the connection broke");
      }) as typeof client.query;
      return client;
    }) as typeof pool.connect;
    await expect(ledger.flush())
      .rejects.toThrow("broke")
      .finally(() => {
        pool.connect = connect;
      });
    await ledger.flush();
    expect(await storedOf("org:lost-answer")).toMatchObject({ minuteCount: 5, debt: 5 * 60_000 });
  });
});
