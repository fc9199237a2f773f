import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, vi } from "vitest";
import type { Ledger } from "@/lib/access/ledger";
import type { Counters } from "@/lib/access/limit-windows";
import type { Limiter } from "@/lib/access/limiter";
import { createRedisLimiter } from "@/lib/access/redis-limiter";
import { createShareLimiter } from "@/lib/access/share-limiter";
import type { Clock } from "@/lib/platform/clock";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { createLoneLimiter } from "./lone-limiter";
import { startRedisServer, type TestRedis } from "./redis-server";

/** What a limiter may count in. */
export const limiterBackEnds = ["memory", "a share of memory", "Redis"] as const;

type OpenLimiter = (clock: Clock, passed?: Ledger["passed"]) => Limiter;

const nothingStored = { load: async (keys: readonly unknown[]) => keys.map((): Counters | null => null) };

/**
 * Opens limiters of a back end for the tests of a file: each with counters of its own, on the test's clock. `passed` hears
 * of every pass.
 */
export function useLimiterBackEnd(name: (typeof limiterBackEnds)[number]): OpenLimiter {
  if (name === "memory") return createLoneLimiter;
  if (name === "a share of memory") {
    return (clock, passed = () => undefined) =>
      createShareLimiter(
        { place: 0, of: 1 },
        { clock, store: nothingStored, ledger: { passed }, mayCount: () => true },
      );
  }
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
  return (clock, passed = () => undefined) => {
    const prefix = `{${randomUUID()}}:`;
    const limiter = createRedisLimiter({
      link,
      store: nothingStored,
      ledger: { passed },
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
