import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type CountingProcess,
  launchCountingProcess,
  startClients,
  sumTallies,
  type Tally,
} from "@/lib/testing/counting-processes";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { PlanLimits } from "./catalogue";
import type { LimitBucket } from "./limiter";

/** Four real processes with clients of their own, on one PostgreSQL and one Redis, whose clocks do not agree. */
const { open } = useTestRuntime();
const wide = { perMinute: 1_000_000, burst: 1_000_000 };
const clientsEach = 8;
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

type Disturbance = (tally: () => Tally) => Promise<unknown>;

/** Lets the clients of all processes ask until the disturbance is over and everybody was denied several times since. */
async function exhaust(buckets: () => LimitBucket[], disturb: Disturbance = async () => undefined): Promise<Tally> {
  const groups = processes.map((_, at) => startClients(() => processes[at] as CountingProcess, buckets, clientsEach));
  const tally = () => sumTallies(groups.map((group) => group.tally));
  await disturb(tally);
  for (const group of groups) {
    const { denied } = group.tally;
    await vi.waitFor(() => expect(group.tally.denied).toBeGreaterThan(denied + 3 * clientsEach), { timeout: 30_000 });
  }
  await Promise.all(groups.map((group) => group.stop()));
  return tally();
}

const passed = (count: number) => (tally: () => Tally) =>
  vi.waitFor(() => expect(tally().passes.length).toBeGreaterThan(count), { timeout: 30_000, interval: 5 });

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
  ])("let exactly %s through, one by one", async (_, buckets, limit) => {
    const { passes, unavailable } = await exhaust(() => buckets);
    const refilled = Math.floor(
      ((Math.max(...passes) - Math.min(...passes)) * (buckets.at(-1)?.limits.perMinute ?? 0)) / 60_000,
    );
    const isQuota = buckets.some(({ limits }) => limits.perDay ?? limits.perMonth);
    expect(passes.length).toBeGreaterThanOrEqual(limit);
    expect(passes.length).toBeLessThanOrEqual(isQuota ? limit : limit + refilled);
    expect(unavailable).toBe(0);
  });

  it("take nothing from the organization for what a key's own limit denies", async () => {
    const organization = bucketWith({ ...wide, perDay: 50 });
    const key = bucketWith({ ...wide, perDay: 20 }, `key:${randomUUID()}`);
    expect((await exhaust(() => [organization, key])).passes).toHaveLength(20);
    expect((await exhaust(() => [organization])).passes).toHaveLength(30);
  });

  it("count a change of plan from the next request on", async () => {
    const { subject } = bucketWith(wide);
    const on = (perDay: number) => () => [bucketWith({ ...wide, perDay }, subject)];
    expect((await exhaust(on(40))).passes).toHaveLength(40);
    expect((await exhaust(on(100))).passes).toHaveLength(60);
    expect((await exhaust(on(60))).passes).toHaveLength(0);
  });
});

describe("limits that four processes count in Redis, while something happens on the way", () => {
  const quota = () => {
    const buckets = [bucketWith({ ...wide, perDay: 3_000 })];
    return () => buckets;
  };

  it.each<[string, Disturbance]>([
    [
      "all connections are cut twenty times",
      async (tally) => {
        for (let count = 1; count <= 20; count++) {
          await passed(count * 30)(tally);
          await redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
      },
    ],
    [
      "FLUSHALL",
      async (tally) => {
        await passed(500)(tally);
        await redis.command("FLUSHALL");
      },
    ],
    [
      "Redis is killed and comes back with an older copy",
      async (tally) => {
        await passed(300)(tally);
        await redis.command("SAVE");
        await passed(900)(tally);
        await redis.kill();
        await redis.start();
      },
    ],
    [
      "Redis is killed and comes back with nothing",
      async (tally) => {
        await passed(500)(tally);
        await redis.restart({ keepsData: false });
      },
    ],
    [
      "Redis stands still for three seconds",
      async (tally) => {
        await passed(500)(tally);
        redis.pause();
        await vi.waitFor(() => expect(tally().unavailable).toBeGreaterThan(50), { timeout: 10_000 });
        redis.resume();
      },
    ],
  ])("let exactly the quota through: %s", async (_, disturb) => {
    const { passes } = await exhaust(quota(), disturb);
    expect(passes).toHaveLength(3_000);
  });

  it("let no more through than the quota, nor fewer but for what was under way, when a process is killed and one is stopped", async () => {
    const { passes, broken } = await exhaust(quota(), async (tally) => {
      await passed(500)(tally);
      await processes[1]?.end("SIGKILL");
      await passed(1_000)(tally);
      await processes[2]?.end("SIGTERM");
      processes[1] = await launch();
      processes[2] = await launch();
    });
    expect(broken).toBeGreaterThan(0);
    expect(passes.length).toBeLessThanOrEqual(3_000);
    expect(passes.length).toBeGreaterThanOrEqual(3_000 - clientsEach);
  });

  it("refuse what is counted while Redis is away, within two seconds, and go on from where they were", async () => {
    const buckets = quota();
    const { passes } = await exhaust(buckets, async (tally) => {
      await passed(500)(tally);
      await redis.kill();
      await vi.waitFor(() => expect(tally().unavailable).toBeGreaterThan(100), { timeout: 10_000 });
      const before = tally().passes.length;
      const startedMs = performance.now();
      const answers = await Promise.all(processes.map((one) => one.ask({ buckets: buckets(), cost: 1 })));
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
      expect(tally().passes).toHaveLength(before);
      await redis.start();
    });
    expect(passes).toHaveLength(3_000);
  });
});
