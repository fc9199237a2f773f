import "server-only";
import type pg from "pg";
import { dayMs, monthOf } from "./limit-windows";

/** Minute roll-ups are kept for charts of the last hours, hours for those of a quarter, days for good. */
const minutesKeptMs = 2 * dayMs;
const hoursKeptMs = 100 * dayMs;
/** A batch is retried within seconds; an access change is read within a minute. */
const marksKeptMs = dayMs;

/** A backlog may take longer than a request would wait; this is in nobody's way. */
const patienceMs = 600_000;

/** Deletes accounting rows that nothing reads any more, and sessions that have expired. */
export async function pruneAccounting(pool: pg.Pool, nowMs: number): Promise<void> {
  const remove = (text: string, values: unknown[]) => {
    // pg takes the time limit of one query here; its types do not say so.
    const query: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: patienceMs };
    return pool.query(query);
  };
  const before = (keptMs: number) => new Date(nowMs - keptMs);
  await remove("DELETE FROM usage_minutes WHERE bucket_start < $1", [before(minutesKeptMs)]);
  await remove("DELETE FROM usage_hours WHERE bucket_start < $1", [before(hoursKeptMs)]);
  await remove("DELETE FROM usage_batches WHERE added_at < $1", [before(marksKeptMs)]);
  await remove("DELETE FROM access_changes WHERE at < $1", [before(marksKeptMs)]);
  await remove("DELETE FROM idempotent_answers WHERE created_at < $1", [before(dayMs)]);
  await remove("DELETE FROM sessions WHERE expires_at < $1", [before(0)]);
  // Every window of these has started anew; an address has none longer than a day.
  await remove("DELETE FROM limit_states WHERE (month < $1 OR subject LIKE 'ip:%') AND as_of < $2", [
    monthOf(nowMs).index,
    nowMs - marksKeptMs,
  ]);
}
