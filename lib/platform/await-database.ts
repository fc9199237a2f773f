import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database";
import { isDatabaseAway } from "./database-away";

const patienceMs = 30_000;
const pauseMs = 100;

/**
 * Resolves once the pools that a start asks have a connection each. A start waits for a database that is slow to let
 * many in at once, where a request would be refused. After `limitMs` it rejects with what the database said last.
 */
export async function awaitDatabase(
  { gate, pool: features, flush, announcements }: Pick<Database, "gate" | "pool" | "flush" | "announcements">,
  limitMs = patienceMs,
): Promise<void> {
  const giveUpMs = performance.now() + limitMs;
  for (const pool of [gate, features, flush, announcements])
    await whenDatabaseAnswers(() => pool.query("SELECT 1"), giveUpMs - performance.now());
}

/** What a start does on the database, again where it was only too slow; after `limitMs` it rejects with what the database said last. */
export async function whenDatabaseAnswers<T>(work: () => Promise<T>, limitMs = patienceMs): Promise<T> {
  const giveUpMs = performance.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > giveUpMs) throw error;
      await wait(pauseMs);
    }
  }
}
