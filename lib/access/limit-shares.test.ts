import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { exhaust, inFullestDay, untilPassed } from "@/lib/testing/counting-clients";
import { type CountingProcess, launchCountingProcess } from "@/lib/testing/counting-processes";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { LimitBucket } from "./limiter";

/** Three real processes that count shares while Redis is away. */
vi.setConfig({ testTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();
const processes: CountingProcess[] = [];
let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedisServer();
  // Clocks that are wrong by days must not make a share anew.
  for (const offset of ["0", "86400000", "-86400000"]) {
    const env = { REDIS_URL: redis.url, LIMITS_WITHOUT_REDIS: "local", TEST_CLOCK_OFFSET_MS: offset };
    processes.push(await launchCountingProcess(open().settings, env));
  }
}, 240_000);

afterAll(async () => {
  await Promise.all(processes.map((one) => one.end("SIGKILL")));
  await redis?.stop();
});

function bucketOf(subject: string, perDay: number): LimitBucket {
  const limits = { perMinute: 1_000_000, burst: 1_000_000, perDay };
  return { subject, product: "prompts", environment: "production", limits };
}

it("let exactly the quota through: together in Redis, then in shares, then together again", async () => {
  const counted = await exhaust(processes, [bucketOf("org:all", 6_000)], async (tally) => {
    await untilPassed(tally, 500);
    await redis.kill();
    await untilPassed(tally, tally().passes.length + 1_500);
    await redis.start();
    await vi.waitFor(async () => expect(await redis.command("DBSIZE")).not.toBe(":0"), { timeout: 100_000 });
  });
  expect(inFullestDay(counted)).toBe(6_000);
});
