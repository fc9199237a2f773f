import "server-only";
import type pg from "pg";

/**
 * Notes that a process stores passes itself in an epoch, before it counts the first. Where it dies, what it counted and
 * did not store, or stored and did not count, is found by ending the epoch.
 */
export async function noteReserver(pool: Pick<pg.Pool, "query">, processId: string, epoch: number): Promise<void> {
  await pool.query(
    `WITH former AS (DELETE FROM limit_reservers WHERE epoch < $2 AND process_id <> $1)
     INSERT INTO limit_reservers (process_id, epoch) VALUES ($1, $2)
     ON CONFLICT (process_id) DO UPDATE SET epoch = excluded.epoch`,
    [processId, epoch],
  );
}

/** Tells that all that a process stored is counted. */
export async function removeReserver(pool: Pick<pg.Pool, "query">, processId: string): Promise<void> {
  await pool.query("DELETE FROM limit_reservers WHERE process_id = $1", [processId]);
}
