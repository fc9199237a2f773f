import { randomUUID } from "node:crypto";
import type { LimitBucket } from "@/lib/access/limiter";
import { createRedisLimiter } from "@/lib/access/redis-limiter";
import { openRedisLink } from "@/lib/platform/redis-link";

/** Our limiter on a Redis, with nothing stored; every decision takes the four windows of a counter. */
export async function openOurs(
  url: string,
): Promise<{ decide: (subject: string) => Promise<unknown>; close: () => void }> {
  const link = openRedisLink(url, () => undefined);
  await new Promise<void>((resolve) => link.onChange(resolve));
  const server = link.server();
  if (!server) throw new Error("Redis is not there");
  const prefix = "{bench}:";
  await link.set(`${prefix}epoch`, "bench");
  const limiter = createRedisLimiter({
    link,
    store: { load: async (keys) => keys.map(() => null) },
    ledger: { passed: () => undefined },
    prefix,
    processId: randomUUID(),
    onEpochOver: () => undefined,
  });
  limiter.open("bench", server);
  const limits = { perMinute: 100_000_000, burst: 100_000_000, perDay: 900_000_000, perMonth: 900_000_000 };
  const place = { product: "prompts", environment: "production" } as const;
  return {
    decide: async (subject) => {
      const buckets: LimitBucket[] = [{ ...place, subject: `org:${subject}`, limits }];
      const { allowed } = await limiter.decide(buckets);
      if (!allowed) throw new Error("a limit that nothing reaches denied");
    },
    close: () => link.close(),
  };
}
