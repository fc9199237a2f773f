import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readDeploymentId } from "@/lib/platform/deployment-id";
import { openRedisLink, type RedisLink, redisScript } from "@/lib/platform/redis-link";
import { type CountingProcess, launchCountingProcess } from "@/lib/testing/counting-processes";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { LimitBucket } from "./limiter";
import { removeOldEpochs } from "./old-epochs";

vi.setConfig({ testTimeout: 120_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();
const many = 3_000;
const fill = redisScript(`
  for i = 1, tonumber(ARGV[1]) do redis.call('SET', KEYS[1] .. i, 'counted', 'PX', 2764800000) end
  return 'done'
`);

let redis: TestRedis;
let link: RedisLink;
let child: CountingProcess | undefined;
beforeEach(async () => {
  redis = await startRedisServer();
  link = openRedisLink(redis.url, () => undefined);
  await vi.waitFor(() => expect(link.server()).not.toBeNull(), 20_000);
});
afterEach(async () => {
  await child?.end("SIGKILL");
  link.close();
  await redis.stop();
});

async function keysOf(prefix: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = "0";
  do {
    const { next, keys } = await link.scan(cursor, prefix);
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== "0");
  return [...found].sort();
}

it("counters of earlier epochs are removed, and no others", async () => {
  const prefix = "latchkey:{a*[b]?}:";
  const kept = [
    `${prefix}epoch`,
    `${prefix}10-now:org:1`,
    `${prefix}11-later:org:1`,
    "latchkey:{a--b-}:9-another deployment's:org:1",
    "9-of another program",
  ];
  for (const key of kept) await link.set(key, "kept");
  for (const epoch of ["2-first", "9-before"]) await link.run(fill, [`${prefix}${epoch}:org:`], [String(many)]);
  await removeOldEpochs(link, prefix, 10);
  expect(await keysOf("")).toEqual([...kept].sort());
});

it("a process that opens an epoch leaves none of the counters of those before it in Redis", async () => {
  const { settings, database } = open();
  const limits = { perMinute: 1_000_000, burst: 1_000_000, perMonth: 1_000_000 };
  const bucket: LimitBucket = { subject: `org:${randomUUID()}`, product: "prompts", environment: "production", limits };
  child = await launchCountingProcess(settings, { REDIS_URL: redis.url });
  const passes = async () => expect((await child?.ask({ buckets: [bucket], cost: 1 }))?.status).toBe(200);
  await vi.waitFor(passes, { timeout: 20_000 });

  const prefix = `latchkey:{${await readDeploymentId(database.pool)}}:`;
  const before = (await link.get(`${prefix}epoch`)) ?? "";
  await link.run(fill, [`${prefix}${before}:org:`], [String(many)]);
  expect((await keysOf(`${prefix}${before}:`)).length).toBeGreaterThan(many);
  // Redis lost the epoch.
  await link.set(`${prefix}epoch`, "another");
  await vi.waitFor(
    async () => {
      await passes();
      expect(await keysOf(`${prefix}${before}:`)).toEqual([]);
    },
    { timeout: 60_000 },
  );
  const now = await link.get(`${prefix}epoch`);
  expect(await keysOf(`${prefix}${now}:`)).not.toEqual([]);
});
