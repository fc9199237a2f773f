import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import type { Log } from "./log";
import { openRedisLink, type RedisLink, RedisRefusal, redisScript } from "./redis-link";

const writing = redisScript("redis.call('SET', KEYS[1], ARGV[1]) return 'done'");

let redis: TestRedis;
let link: RedisLink;
let lines: Parameters<Log>[];
beforeEach(async () => {
  redis = await startRedisServer();
  lines = [];
  link = await found();
});
afterEach(async () => {
  link.close();
  await redis.stop();
});

async function found(): Promise<RedisLink> {
  const opened = openRedisLink(redis.url, (...line) => void lines.push(line));
  await vi.waitFor(() => expect(opened.server()).not.toBeNull());
  return opened;
}

it("a full Redis that refuses to run a script is told in the log, with its reason, and goes on being asked", async () => {
  expect((await link.run(writing, ["key"], ["1"])).toString()).toBe("done");
  expect(lines).toEqual([]);
  await redis.command("CONFIG", "SET", "maxmemory", "100kb");
  await expect(link.run(writing, ["key"], ["2"])).rejects.toThrow(RedisRefusal);
  expect(lines).toEqual([["error", "redis_refused", { reason: expect.stringMatching(/^OOM /) }]]);
  await redis.command("CONFIG", "SET", "maxmemory", "0");
  expect((await link.run(writing, ["key"], ["3"])).toString()).toBe("done");
});
