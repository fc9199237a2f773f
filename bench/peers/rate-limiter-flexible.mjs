import { Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";

/** One fixed window of a minute for each subject: the least that the library decides on. */
export async function openPeer(url) {
  const storeClient = new Redis(url);
  const limiter = new RateLimiterRedis({ storeClient, points: 100_000_000, duration: 60, keyPrefix: "peer" });
  return { decide: (subject) => limiter.consume(subject), close: () => storeClient.disconnect() };
}
