import "server-only";
import type pg from "pg";
import { type Clock, systemClock } from "./clock";

/**
 * Milliseconds since the epoch by the clock that all processes of a deployment share, the database's: one machine's own may
 * be wrong. A test's clock, where there is one, is everybody's.
 */
export async function sharedTime(pool: Pick<pg.Pool, "query">, clock: Clock): Promise<number> {
  if (clock !== systemClock) return clock.now();
  const { rows } = await pool.query<{ ms: number }>(
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms",
  );
  if (!rows[0]) throw new Error("the database did not say what time it is");
  return rows[0].ms;
}
