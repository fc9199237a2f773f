import "server-only";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { LimitHome } from "@/lib/generated/prisma/enums";
import { isLive } from "@/lib/platform/process-claim";

/**
 * Where several processes count limits, and since when: one row that all of them read. An epoch begins closed and opens
 * once every live process has stored what it counted before; counters of an earlier one count nothing any more.
 */
export type LimitEpoch = {
  number: number;
  home: LimitHome;
  isOpen: boolean;
  /** What Redis must know, and its counters are named under; null while it is closed. */
  token: string | null;
  /** The run of the Redis server that was given the token. */
  server: string | null;
  /** The processes that have a share each, in their order. */
  members: string[];
  /** Whether a process that stores passes itself died in it: its counts may not be what is stored. */
  isAbandoned: boolean;
  /** When it was read, by the database's clock. */
  readAtMs: number;
};

export async function readLimitEpoch(pool: Pick<pg.Pool, "query">): Promise<LimitEpoch> {
  const { rows } = await pool.query<LimitEpoch>(
    `SELECT number, home, is_open AS "isOpen", token, server, members,
            EXISTS (SELECT FROM limit_reservers r
                     WHERE r.epoch = number AND NOT EXISTS (SELECT FROM server_processes WHERE id = process_id AND ${isLive}))
              AS "isAbandoned",
            (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "readAtMs" FROM limit_epochs`,
  );
  const [epoch] = rows;
  if (!epoch) throw new Error("limit_epochs has lost its row");
  return epoch;
}

/**
 * A process that stores under an epoch what the ledger does not know shares this lock until that is in; an epoch ends
 * between them.
 */
export const epochLock = "limit epoch";
const inTurn = `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended('${epochLock}', 0)))`;

/** Ends an epoch in favour of the next, unless another process already did. */
export async function endLimitEpoch(pool: Pick<pg.Pool, "query">, number: number, next: LimitHome): Promise<void> {
  await pool.query(
    `${inTurn} UPDATE limit_epochs
        SET number = number + 1, home = $2, is_open = false, token = NULL, server = NULL, members = '{}'
       FROM turn WHERE number = $1`,
    [number, next],
  );
}

/**
 * Ends any epoch that there is: one process counts in memory from now on, and Redis would not know of it. Resolves with the
 * number of the one that begins.
 */
export async function endSharedCounting(pool: Pick<pg.Pool, "query">): Promise<number> {
  const { rows } = await pool.query<{ number: number }>(
    `${inTurn} UPDATE limit_epochs
        SET number = number + 1, home = 'redis', is_open = false, token = NULL, server = NULL, members = '{}'
       FROM turn RETURNING number`,
  );
  return rows[0]?.number ?? 0;
}

/** How an epoch is opened: `give` hands the token to Redis and says which run of it has it, or null where it has not. */
export type Opening =
  | { home: "redis"; give: (token: string) => Promise<string | null> }
  | { home: "processes"; members: readonly string[] };

/**
 * Opens a closed epoch; does nothing when it is over or open. The row is locked meanwhile, so that no second process
 * hands a token to a Redis that lost the first. A token is used once, so that one which comes late opens nothing.
 */
export async function openLimitEpoch(pool: pg.Pool, number: number, opening: Opening): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(
      "SELECT FROM limit_epochs WHERE number = $1 AND NOT is_open AND home = $2 FOR UPDATE",
      [number, opening.home],
    );
    if (rowCount === 1) await markOpen(client, number, opening);
    await client.query("COMMIT");
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection whose transaction is in doubt is not used again.
    client.release(failure);
  }
}

async function markOpen(client: pg.PoolClient, number: number, opening: Opening): Promise<void> {
  const token = `${number}-${randomUUID()}`;
  const server = opening.home === "redis" ? await opening.give(token) : null;
  if (opening.home === "redis" && server === null) return;
  await client.query(
    "UPDATE limit_epochs SET is_open = true, token = $2, server = $3, members = $4 WHERE number = $1",
    [number, token, server, opening.home === "processes" ? opening.members : []],
  );
}
