import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepBusy } from "@/lib/testing/keep-busy";
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
  await vi.waitFor(() => expect(opened.server()).not.toBeNull(), 20_000);
  return opened;
}

it("a full Redis that refuses to run a script is told in the log, with its reason, and goes on being asked", async () => {
  expect((await link.run(writing, ["key"], ["1"])).toString()).toBe("done");
  expect(lines).toEqual([]);
  await redis.command("CONFIG", "SET", "maxmemory", "100kb");
  await expect(link.run(writing, ["key"], ["2"])).rejects.toThrow(RedisRefusal);
  expect(lines).toEqual([
    [
      "error",
      "redis_refused",
      { error: expect.stringMatching(/^OOM /), stack: expect.stringMatching(/^at .*ioredis/) },
    ],
  ]);
  await redis.command("CONFIG", "SET", "maxmemory", "0");
  expect((await link.run(writing, ["key"], ["3"])).toString()).toBe("done");
});

it("a server that was a replica in between counts as another one, with no connection lost", async () => {
  const before = link.server();
  const other = await startRedisServer(["--repl-diskless-sync-delay", "0"]);
  try {
    await other.command("SET", "older", "1");
    await redis.command("REPLICAOF", "127.0.0.1", new URL(other.url).port);
    await vi.waitFor(async () => expect(await redis.command("GET", "older")).toBe("$1"), { timeout: 20_000 });
    await redis.command("REPLICAOF", "NO", "ONE");
  } finally {
    await other.stop();
  }
  await link.refresh();
  expect(link.server()).not.toBeNull();
  expect(link.server()).not.toEqual(before);
  expect(lines).toEqual([]);
});

it("a server that stays the same is not reported as a change", async () => {
  const before = link.server();
  const changes = vi.fn();
  link.onChange(changes);
  await link.refresh();
  expect(link.server()).toEqual(before);
  expect(changes).not.toHaveBeenCalled();
});

it("a server that may evict from now on is not used any more, which is logged once", async () => {
  await redis.command("CONFIG", "SET", "maxmemory", "100mb");
  await redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  await link.refresh();
  expect(link.server()).toBeNull();
  expect(link.problem()).toContain("maxmemory-policy is allkeys-lru");
  await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  await vi.waitFor(() => expect(link.server()).not.toBeNull(), { timeout: 10_000 });
  const error = expect.stringContaining("maxmemory-policy is allkeys-lru");
  expect(lines.filter(([, event]) => event === "redis_away")).toEqual([["error", "redis_away", { error }]]);
});

it("an answer that arrived while the process itself was busy is read, and Redis does not count as away", async () => {
  const answer = link.run(writing, ["key"], ["1"]);
  keepBusy(1_300);
  expect((await answer).toString()).toBe("done");
  expect(lines).toEqual([]);
});
