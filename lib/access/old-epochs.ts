import type { RedisLink } from "@/lib/platform/redis-link";

/**
 * Removes from Redis what processes counted under epochs before this one, piece by piece, so that other questions come
 * between. Call it once all processes have stored what they counted and Redis knows the new epoch. Rejects when the server
 * is lost: what is left then goes with the next epoch, or when its time to live ends.
 */
export async function removeOldEpochs(
  link: Pick<RedisLink, "scan" | "remove">,
  prefix: string,
  number: number,
): Promise<void> {
  let cursor = "0";
  do {
    const { next, keys } = await link.scan(cursor, prefix);
    // Another process may have opened a later epoch meanwhile.
    const old = keys.filter((key) => {
      const epoch = /^(\d+)-/.exec(key.slice(prefix.length))?.[1];
      return epoch !== undefined && Number(epoch) < number;
    });
    if (old.length > 0) await link.remove(old);
    cursor = next;
  } while (cursor !== "0");
}
