import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import type { LimitBucket } from "./limiter";
import { createRedisLimiter } from "./redis-limiter";

const prefix = `clock-${randomUUID()}:`;
const epoch = "epoch";
const bucket: LimitBucket = {
  subject: "org:step",
  product: "prompts",
  environment: "production",
  limits: { perMinute: 6_000, burst: 6_000 },
};

let redis: TestRedis;
let link: RedisLink;
beforeAll(async () => {
  redis = await startRedisServer();
  await new Promise<void>((resolve) => {
    link = openRedisLink(redis.url, () => undefined);
    link.onChange(resolve);
  });
  await link.set(`${prefix}epoch`, epoch);
});
afterAll(async () => {
  link.close();
  await redis.stop();
});

it.each([3_000, -3_000])("requests go on being counted after Redis's clock stepped by %i ms", async (stepMs) => {
  let stepped = 0;
  let runs = 0;
  // The script takes this argument for the server's time, which a test cannot set.
  const withClock: RedisLink = {
    ...link,
    run(script, keys, [under = "", number = "", lateAfter = "", , ...others]) {
      runs += 1;
      return link.run(script, keys, [under, number, lateAfter, String(Date.now() + stepped), ...others]);
    },
  };
  const limiter = createRedisLimiter({
    link: withClock,
    store: { load: async (keys) => keys.map(() => null) },
    ledger: { passed: () => undefined },
    prefix,
    processId: randomUUID(),
    onEpochOver: () => undefined,
  });
  limiter.open(epoch, { runId: link.server()?.runId ?? "" });
  expect((await limiter.decide([bucket])).allowed).toBe(true);
  stepped = stepMs;
  runs = 0;
  for (let n = 0; n < 3; n++) expect((await limiter.decide([bucket])).allowed).toBe(true);
  // It does not ask in a loop meanwhile.
  expect(runs).toBeLessThan(10);
  await limiter.close();
});
