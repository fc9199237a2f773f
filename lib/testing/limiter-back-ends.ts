import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, vi } from "vitest";
import type { Counters } from "@/lib/access/limit-windows";
import type { Limiter } from "@/lib/access/limiter";
import { createRedisLimiter } from "@/lib/access/redis-limiter";
import type { Clock } from "@/lib/platform/clock";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { createLoneLimiter } from "./lone-limiter";
import { startRedisServer, type TestRedis } from "./redis-server";

/** What a limiter may count in. */
export const limiterBackEnds = ["memory", "Redis"] as const;

/** Opens limiters of a back end for the tests of a file: each with counters of its own, on the test's clock. */
export function useLimiterBackEnd(name: (typeof limiterBackEnds)[number]): (clock: Clock) => Limiter {
  if (name === "memory") return createLoneLimiter;
  let server: TestRedis;
  let link: RedisLink;
  const epoch = randomUUID();
  beforeAll(async () => {
    server = await startRedisServer();
    link = openRedisLink(server.url, () => undefined);
    await vi.waitFor(() => expect(link.server()).not.toBeNull());
  });
  afterAll(async () => {
    link?.close();
    await server?.stop();
  });
  return (clock) => {
    const prefix = `{${randomUUID()}}:`;
    const limiter = createRedisLimiter({
      link,
      store: { load: async (keys) => keys.map((): Counters | null => null) },
      ledger: { passed: () => undefined },
      prefix,
      processId: randomUUID(),
      clock,
      onEpochOver: () => undefined,
    });
    void server.command("SET", `${prefix}epoch`, epoch).then(() => {
      const found = link.server();
      if (found) limiter.open(epoch, found);
    });
    return limiter;
  };
}
