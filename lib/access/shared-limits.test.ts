import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { storeCredits } from "@/lib/tenancy/credits";
import { clientsEach, type Disturbance, exhaust, inFullestDay, untilPassed } from "@/lib/testing/counting-clients";
import { type CountingProcess, launchCountingProcess } from "@/lib/testing/counting-processes";
import { createUser } from "@/lib/testing/factories";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { PlanLimits } from "./catalogue";
import { creditBucket } from "./credits";
import { keyLimitsOf } from "./key-limits";
import { createLimitFinder, type NamespaceWindow } from "./limit-namespace";
import type { LimitBucket } from "./limiter";
import { customerBuckets } from "./principal";
import { findSpan } from "./window-span";

/** Four real processes with clients of their own, on one PostgreSQL and one Redis, whose clocks do not agree. */
vi.setConfig({ testTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();
const wide = { perMinute: 1_000_000, burst: 1_000_000 };
const processes: CountingProcess[] = [];
let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedisServer();
  const offsets = [0, 3_600_000, -86_400_000, 40 * 86_400_000];
  processes.push(...(await Promise.all(offsets.map(launch))));
}, 240_000);

afterAll(async () => {
  await Promise.all(processes.map((one) => one.end("SIGKILL")));
  await redis?.stop();
});

function launch(offsetMs = 0): Promise<CountingProcess> {
  return launchCountingProcess(open().settings, {
    REDIS_URL: redis.url,
    TEST_CLOCK_OFFSET_MS: String(offsetMs),
  });
}

function bucketWith(limits: PlanLimits, subject = `org:${randomUUID()}`): LimitBucket {
  return { subject, product: "prompts", environment: "production", limits };
}

/** The counter of a named window, which a span's id describes. */
function windowOf(id: string, limit: number): LimitBucket {
  const span = findSpan(id);
  if (!span) throw new Error(`${id} is no span`);
  const subject = `org:${randomUUID()}`;
  return { subject, product: "prompts", environment: "production", window: { name: "own", limit, span } };
}

/** What requests of a key take from that has credits, which are kept as long as these are stored. */
async function creditsOf(granted: number): Promise<LimitBucket> {
  const { prisma } = open().database;
  const { principal } = await createUser();
  const grant = { holder: `key_${randomUUID()}`, round: 1, granted, countedFromMs: 1, refill: null, refillFromMs: 1 };
  await storeCredits(prisma, principal.organizationId, [grant]);
  return creditBucket("key", grant, "production", Date.now());
}

/** What an identifier of a limit namespace counts on. */
function identifierWith(...windows: NamespaceWindow[]): LimitBucket[] {
  const found = createLimitFinder({ windows, concurrency: null, overrides: [] })("user_42");
  const subject = `ns:${randomUUID()}:0:i:user_42`;
  return found.windows.map((window) => ({ subject, product: "management", environment: "production", window }));
}

/** What any key of a customer counts on, whose limits are these. */
function customersKey(limits: PlanLimits): LimitBucket[] {
  const id = `cus_${randomUUID()}`;
  const customer = { id, externalId: "user_42", name: "", metadata: {}, plans: {}, limits: { prompts: limits } };
  const buckets = customerBuckets({ customer, environment: "production" }, "prompts");
  if (!buckets) throw new Error("a customer with limits has buckets");
  return buckets;
}

/** What a key with a window of its own counts on beside its organization. */
function keysWindow(name: string, limit: number, per: string, sliding = false): LimitBucket[] {
  const windows = [{ name, limit, per, ...(sliding ? { sliding } : {}) }];
  const place = { line_id: `key_${randomUUID()}`, product: "prompts", environment: "production" as const };
  return keyLimitsOf({ ...place, rate_limit_per_minute: null, windows });
}

describe("limits that four processes count in Redis", () => {
  it.each([
    ["a day's quota", [bucketWith({ ...wide, perDay: 500 })], 500],
    ["a month's quota", [bucketWith({ ...wide, perMonth: 300 })], 300],
    ["a minute", [bucketWith({ perMinute: 240, burst: 240 })], 240],
    [
      "a key's own limit below its organization's",
      [bucketWith(wide), bucketWith({ perMinute: 7, burst: 7 }, `key:${randomUUID()}`)],
      7,
    ],
    ["seven days of a named window", [bucketWith(wide), windowOf("7d", 400)], 400],
    ["a day that slides", [bucketWith(wide), windowOf("~1d", 350)], 350],
    ["a customer's limit, which all of their keys count on", customersKey({ ...wide, perMonth: 200 }), 200],
    ["a window of a key's own", [bucketWith(wide), ...keysWindow("weekly", 150, "7d")], 150],
    ["a window of a key's own that slides", [bucketWith(wide), ...keysWindow("daily", 120, "1d", true)], 120],
    [
      "an identifier's limit in a namespace",
      identifierWith({ name: "daily", limit: 250, per: "1d" }, { name: "yearly", limit: 900, per: "365d" }),
      250,
    ],
  ])("let exactly %s through, one by one", async (_, buckets, limit) => {
    const tally = await exhaust(processes, buckets);
    const { passes } = tally;
    const refilled = Math.floor(
      ((Math.max(...passes) - Math.min(...passes)) * (buckets.at(-1)?.limits?.perMinute ?? 0)) / 60_000,
    );
    const isQuota = buckets.some(({ limits, window }) => limits?.perDay ?? limits?.perMonth ?? window);
    expect(inFullestDay(tally)).toBeGreaterThanOrEqual(limit);
    expect(inFullestDay(tally)).toBeLessThanOrEqual(isQuota ? limit : limit + refilled);
  });

  it.each([
    ["a second", "1s", 1_000],
    ["a second that slides", "~1s", 1_000],
  ])("let no more than the limit of %s through in any of them", async (_, id, lengthMs) => {
    const { passes } = await exhaust(processes, [bucketWith(wide), windowOf(id, 60)], (tally) =>
      untilPassed(tally, 200),
    );
    const sorted = passes.toSorted((one, other) => one - other);
    // In an interval that slides, the 61st after a pass comes when that one is gone; in one of the calendar, in another.
    const tooMany = sorted.filter((atMs, place) => {
      const earlier = sorted[place - 60] ?? Number.NEGATIVE_INFINITY;
      return id.startsWith("~")
        ? atMs - earlier < lengthMs
        : Math.floor(atMs / lengthMs) === Math.floor(earlier / lengthMs);
    });
    expect(tooMany).toEqual([]);
    expect(passes.length).toBeGreaterThan(200);
  });

  it("take nothing from the organization for what a key's own limit denies", async () => {
    const organization = bucketWith({ ...wide, perMonth: 50 });
    const key = bucketWith({ ...wide, perMonth: 20 }, `key:${randomUUID()}`);
    expect((await exhaust(processes, [organization, key])).passes).toHaveLength(20);
    expect((await exhaust(processes, [organization])).passes).toHaveLength(30);
  });

  it("count a change of plan from the next request on", async () => {
    const { subject } = bucketWith(wide);
    const on = (perMonth: number) => [bucketWith({ ...wide, perMonth }, subject)];
    expect((await exhaust(processes, on(40))).passes).toHaveLength(40);
    expect((await exhaust(processes, on(100))).passes).toHaveLength(60);
    expect((await exhaust(processes, on(60))).passes).toHaveLength(0);
  });
});

describe("limits that four processes count in Redis, while something happens on the way", () => {
  const quota = () => [bucketWith({ ...wide, perDay: 3_000 })];

  it.each<[string, Disturbance]>([
    [
      "all connections are cut twenty times",
      async (tally) => {
        for (let count = 1; count <= 20; count++) {
          await untilPassed(tally, count * 30);
          await redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
      },
    ],
    [
      "FLUSHALL",
      async (tally) => {
        await untilPassed(tally, 500);
        await redis.command("FLUSHALL");
      },
    ],
    [
      "Redis is killed and comes back with an older copy",
      async (tally) => {
        await untilPassed(tally, 300);
        await redis.command("SAVE");
        await untilPassed(tally, 900);
        await redis.kill();
        await redis.start();
      },
    ],
    [
      "Redis is killed and comes back with nothing",
      async (tally) => {
        await untilPassed(tally, 500);
        await redis.restart({ keepsData: false });
      },
    ],
    [
      "Redis is made a replica of an older copy, and a primary again",
      async (tally) => {
        const copy = await startRedisServer();
        const portOf = ({ url }: TestRedis) => new URL(url).port;
        const follow = async (one: TestRedis, primary: TestRedis) => {
          const mark = randomUUID();
          await primary.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
          await primary.command("SET", mark, "1");
          await one.command("REPLICAOF", "127.0.0.1", portOf(primary));
          await vi.waitFor(async () => expect(await one.command("GET", mark)).toBe("$1"), { timeout: 60_000 });
          await one.command("REPLICAOF", "NO", "ONE");
        };
        await untilPassed(tally, 300);
        await follow(copy, redis);
        await untilPassed(tally, tally().passes.length + 600);
        await follow(redis, copy);
        await copy.stop();
      },
    ],
    [
      "Redis stands still for three seconds",
      async (tally) => {
        await untilPassed(tally, 500);
        redis.pause();
        await vi.waitFor(() => expect(tally().unavailable).toBeGreaterThan(50), { timeout: 100_000 });
        redis.resume();
      },
    ],
  ])("let exactly the quota through: %s", async (_, disturb) => {
    expect(inFullestDay(await exhaust(processes, quota(), disturb))).toBe(3_000);
  });

  it("let no more through than the quota, nor fewer but for what was under way, when a process is killed and one is stopped", async () => {
    const tally = await exhaust(processes, quota(), async (tally) => {
      await untilPassed(tally, 500);
      await processes[1]?.end("SIGKILL");
      await untilPassed(tally, 1_000);
      await processes[2]?.end("SIGTERM");
      processes[1] = await launch();
      processes[2] = await launch();
    });
    expect(tally.broken).toBeGreaterThan(0);
    expect(inFullestDay(tally)).toBeLessThanOrEqual(3_000);
    expect(inFullestDay(tally)).toBeGreaterThanOrEqual(3_000 - clientsEach);
  });

  it("let exactly as many through a named window as it holds when Redis loses everything and a process is killed", async () => {
    const tally = await exhaust(processes, [bucketWith(wide), windowOf("~7d", 3_000)], async (seen) => {
      await untilPassed(seen, 500);
      await processes[3]?.end("SIGKILL");
      await untilPassed(seen, 1_000);
      await redis.restart({ keepsData: false });
      processes[3] = await launch();
    });
    expect(tally.passes.length).toBeLessThanOrEqual(3_000);
    expect(tally.passes.length).toBeGreaterThanOrEqual(3_000 - clientsEach);
  });

  it("let exactly as many through as there are credits", async () => {
    const { passes } = await exhaust(processes, [bucketWith(wide), await creditsOf(450)]);
    expect(passes).toHaveLength(450);
  });

  it("let exactly as many through as there are credits when a process is killed and Redis loses everything, and store what was taken", async () => {
    const credits = await creditsOf(3_000);
    const tally = await exhaust(processes, [bucketWith(wide), credits], async (seen) => {
      await untilPassed(seen, 500);
      await processes[3]?.end("SIGKILL");
      await untilPassed(seen, 1_000);
      await redis.restart({ keepsData: false });
      processes[3] = await launch();
    });
    expect(tally.passes.length).toBeLessThanOrEqual(3_000);
    expect(tally.passes.length).toBeGreaterThanOrEqual(3_000 - clientsEach);
    await vi.waitFor(async () => {
      const { rows } = await open().database.pool.query<{ count: string }>(
        "SELECT count FROM limit_slices WHERE subject = $1",
        [credits.subject],
      );
      expect(rows.map(({ count }) => Number(count))).toEqual([3_000]);
    }, 20_000);
  });

  it("let no more through than the quota when a process and Redis are killed in one moment", async () => {
    const tally = await exhaust(processes, quota(), async (seen) => {
      await untilPassed(seen, 500);
      await Promise.all([processes[0]?.end("SIGKILL"), redis.restart({ keepsData: false })]);
      await untilPassed(seen, seen().passes.length + 300);
      processes[0] = await launch();
    });
    expect(inFullestDay(tally)).toBeLessThanOrEqual(3_000);
    expect(inFullestDay(tally)).toBeGreaterThanOrEqual(3_000 - clientsEach);
  });

  it("refuse what is counted while Redis is away, within two seconds, and go on from where they were", async () => {
    const buckets = quota();
    const counted = await exhaust(processes, buckets, async (tally) => {
      await untilPassed(tally, 500);
      await redis.kill();
      await vi.waitFor(() => expect(tally().unavailable).toBeGreaterThan(100), { timeout: 100_000 });
      const before = tally().passes.length;
      const startedMs = performance.now();
      const answers = await Promise.all(processes.map((one) => one.ask({ buckets, cost: 1 })));
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
      expect(tally().passes).toHaveLength(before);
      await redis.start();
    });
    expect(inFullestDay(counted)).toBe(3_000);
  });
});
