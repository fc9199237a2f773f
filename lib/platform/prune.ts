import "server-only";
import type pg from "pg";
import { jsonLog, type Log } from "./log";
import { errorFields } from "./log-error.mjs";

/** Rows of a table that have had their time: they are removed, or changed as `set` says so that they are no longer meant. */
export type Leftovers = { table: string; where: string; values: readonly unknown[]; set?: string };

/** Where failures are told, and what ends the work early: between two batches, however many rows are left. */
export type PruneOptions = { log?: Log; signal?: AbortSignal };

/** So few that a statement, with all that goes with its rows, ends far within the time limit of a query. */
const batchSize = 2_000;

/** Clears leftovers away in batches. A kind that cannot be cleared is logged once, holds up no other, and is left for the next time. */
export async function prune(
  pool: pg.Pool,
  kinds: readonly Leftovers[],
  { log = jsonLog, signal }: PruneOptions = {},
): Promise<void> {
  for (const leftovers of kinds) {
    try {
      while ((await clearBatch(pool, leftovers)) && !signal?.aborted);
    } catch (error) {
      log("error", "prune_failed", { table: leftovers.table, ...errorFields(error) });
    }
  }
}

/**
 * Clears one batch away; true when there may be more. Rows that somebody has locked are passed by: two processes at once do
 * not wait for each other.
 */
export async function clearBatch(pool: pg.Pool, { table, where, values, set }: Leftovers): Promise<boolean> {
  const { rowCount } = await pool.query(
    `${set ? `UPDATE ${table} SET ${set}` : `DELETE FROM ${table}`}
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`,
    [...values],
  );
  return rowCount === batchSize;
}
