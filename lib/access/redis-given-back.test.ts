import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { counterIdOf } from "./counter-delta";
import type { CounterState } from "./limit-windows";
import type { LimitBucket, WindowBucket } from "./limiter";
import { createRedisLimiter, type RedisLimiter } from "./redis-limiter";
import { endlessSpan, findSpan, sliceAt, startOfSlice } from "./window-span";

const prefix = `back-${randomUUID()}:`;
const epoch = "epoch";
const quota = 10;

let redis: TestRedis;
const links: RedisLink[] = [];
beforeAll(async () => {
  redis = await startRedisServer();
  await redis.command("SET", `${prefix}epoch`, epoch);
});
afterEach(() => {
  for (const link of links.splice(0)) link.close();
});
afterAll(() => redis.stop());

function bucketOf(subject: string): LimitBucket {
  const limits = { perMinute: 1_000_000, burst: 1_000_000, perDay: quota };
  return { subject, product: "prompts", environment: "production", limits };
}

/** A process's limiter; `holdUp` delays the answers of Redis to it, and `stored` is what the database has of each counter. */
async function openLimiter(holdUp: () => Promise<void>, stored: CounterState | null = null): Promise<RedisLimiter> {
  const link = openRedisLink(redis.url, () => undefined);
  links.push(link);
  await vi.waitFor(() => expect(link.server()).not.toBeNull(), 20_000);
  const limiter = createRedisLimiter({
    link: {
      ...link,
      async run(...asked) {
        const answer = await link.run(...asked);
        await holdUp();
        return answer;
      },
    },
    store: { load: async (keys) => keys.map(() => stored) },
    ledger: { passed: () => undefined },
    prefix,
    processId: randomUUID(),
    onEpochOver: () => undefined,
  });
  limiter.open(epoch, { runId: link.server()?.runId ?? "" });
  return limiter;
}

it("what one process gives back, because its callers were told 503 before the answer came, another lets in again", async () => {
  let held = Promise.resolve();
  const slow = await openLimiter(() => held);
  const other = await openLimiter(() => Promise.resolve());
  const subject = `org:${randomUUID()}`;
  const passesAt = async (limiter: RedisLimiter) => (await limiter.decide([bucketOf(subject)])).allowed;
  for (let n = 0; n < quota / 2; n++) expect(await passesAt(slow)).toBe(true);

  let release: () => void = () => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  const late = Array.from({ length: quota / 2 }, () => passesAt(slow));
  expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(Array(quota / 2).fill("rejected"));
  // Redis counted them all the same.
  expect(await passesAt(other)).toBe(false);
  release();

  // Redis goes on being heard of by what others ask.
  let passes = 0;
  await vi.waitFor(
    async () => {
      await other.decide([bucketOf(`org:${randomUUID()}`)]);
      if (await passesAt(other)) passes += 1;
      expect(passes).toBe(quota / 2);
    },
    { timeout: 20_000, interval: 20 },
  );
  expect(await passesAt(other)).toBe(false);
});

it("a counter of credits goes a day after its last request, as each refill leaves one behind", async () => {
  const limiter = await openLimiter(() => Promise.resolve());
  const subject = `credits:${randomUUID()}:1:0`;
  const window = { name: "key_credits", limit: 10, span: endlessSpan, next: null };
  const bucket: WindowBucket = { subject, product: "prompts", environment: "production", window };
  await limiter.decide([bucket]);
  const lastsMs = Number((await redis.command("PTTL", `${prefix}${epoch}:${counterIdOf(bucket)}`)).replace(":", ""));
  expect(lastsMs).toBeGreaterThan(23 * 3_600_000);
  expect(lastsMs).toBeLessThanOrEqual(25 * 3_600_000);
});

it.each([
  ["1h", 5, 13],
  ["1h", -5, 3],
  ["~1h", 5, 13],
  ["~1h", -5, 3],
  ["1mo", 5, 13],
  ["ever", -5, 3],
])(
  "what was read of a window of %s is corrected by %i within the slice that it stands at the beginning of",
  async (id, change, used) => {
    const span = findSpan(id) ?? endlessSpan;
    const nowMs = Date.now();
    // As `slice-store.ts` reads it, where 0 stands for nothing.
    const asOf = Math.max(1, startOfSlice(span, sliceAt(span, nowMs)));
    const counts = Array.from({ length: span.slices }, (_, at) => (at === 0 ? 8 : 0));
    const limiter = await openLimiter(() => Promise.resolve(), { asOf, counts });
    const owner = { subject: `ns:${randomUUID()}`, product: "prompts", environment: "production" } as const;
    const bucket: WindowBucket = { ...owner, window: { name: "own", limit: 100, span } };
    const release = await limiter.hold([bucket]);
    expect(await limiter.correct([{ key: bucket, atMs: nowMs, change }])).toBe(true);
    expect((await limiter.peek([bucket])).windows[0]).toMatchObject({ used });
    release();
  },
);
