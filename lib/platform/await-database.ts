import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database";
import { isDatabaseAway } from "./database-away";

const patienceMs = 30_000;
const pauseMs = 100;

/**
 * Resolves once the pools that a start asks have a connection each. A start waits for a database that is slow to let
 * many in at once, where a request would be refused; after `limitMs` it rejects with what the database said last.
 */
export async function awaitDatabase(
  { gate, pool: features, flush, announcements }: Pick<Database, "gate" | "pool" | "flush" | "announcements">,
  limitMs = patienceMs,
): Promise<void> {
  const giveUpMs = performance.now() + limitMs;
  for (const pool of [gate, features, flush, announcements]) {
    for (;;) {
      try {
        await pool.query("SELECT 1");
        break;
      } catch (error) {
        if (!isDatabaseAway(error) || performance.now() > giveUpMs) throw error;
        await wait(pauseMs);
      }
    }
  }
}
