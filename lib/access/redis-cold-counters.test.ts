import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { createTestClock } from "@/lib/testing/test-clock";
import type { LimitBucket } from "./limiter";
import { createRedisLimiter } from "./redis-limiter";

const prefix = `cold-${randomUUID()}:`;
const epoch = "epoch";

let redis: TestRedis;
let link: RedisLink;
beforeAll(async () => {
  redis = await startRedisServer();
  link = openRedisLink(redis.url, () => undefined);
  await vi.waitFor(() => expect(link.server()).not.toBeNull(), 20_000);
  await link.set(`${prefix}epoch`, epoch);
});
afterAll(async () => {
  vi.useRealTimers();
  link.close();
  await redis.stop();
});

function bucketOf(subject: string): LimitBucket {
  const limits = { perMinute: 1_000_000, burst: 1_000_000, perDay: 1_000_000 };
  return { subject, product: "prompts", environment: "production", limits };
}

it("10,000 requests at once, none of whose counters Redis has, are all let in, in a few questions", async () => {
  // No request becomes late, however busy the machine is.
  vi.useFakeTimers({ toFake: ["performance"] });
  let runs = 0;
  const limiter = createRedisLimiter({
    link: {
      ...link,
      run(...asked) {
        runs += 1;
        return link.run(...asked);
      },
    },
    store: { load: async (keys) => keys.map(() => null) },
    ledger: { passed: () => undefined },
    prefix,
    processId: randomUUID(),
    clock: createTestClock("2026-06-30T12:00:00Z"),
    onEpochOver: () => undefined,
  });
  limiter.open(epoch, { runId: link.server()?.runId ?? "" });
  expect((await limiter.decide([bucketOf("org:warm")])).allowed).toBe(true);
  runs = 0;
  const asked = Array.from({ length: 10_000 }, (_, n) => limiter.decide([bucketOf(`org:${n}`), bucketOf(`key:${n}`)]));
  const settled = await Promise.allSettled(asked);
  expect(settled.filter((one) => one.status === "fulfilled" && one.value.allowed)).toHaveLength(10_000);
  // Each round trip is a wait for Redis.
  expect(runs).toBeLessThanOrEqual(24);
  await limiter.close();
});
