import "server-only";
import type pg from "pg";
import type { AuditMarks } from "@/lib/access/audit-marks";
import type { Log } from "@/lib/platform/log";
import { jsonLog } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inTransaction } from "@/lib/platform/pool-transaction";
import type { PruneOptions } from "@/lib/platform/prune";
import { startText } from "./event-digest";
import { eventsKeptMs } from "./prune-accounting";

const batchSize = 2_000;

/**
 * Clears away events that have had their time, from the beginning of each chain alone. What is left begins at a link
 * whose hash is kept, with a mark that only the product makes. An event that is younger holds up those behind it.
 */
export async function pruneEvents(
  pool: pg.Pool,
  marks: AuditMarks,
  nowMs: number,
  { log = jsonLog, signal }: PruneOptions = {},
): Promise<void> {
  const before = new Date(nowMs - eventsKeptMs);
  try {
    const { rows } = await pool.query<{ id: string }>(
      "SELECT DISTINCT organization_id AS id FROM events WHERE created_at < $1 AND sequence IS NOT NULL",
      [before],
    );
    for (const { id } of rows) {
      while (!signal?.aborted && (await pruneBatch(pool, marks, id, before)));
    }
  } catch (error) {
    log("error", "prune_failed", { table: "events", ...errorFields(error) });
  }
}

/** By the column and not by the number of the same name that is read of it, which has no index. */
export const firstLinks = `
  SELECT sequence::float8 AS sequence, hash, created_at < $2 AS "isOld" FROM events
   WHERE organization_id = $1 AND sequence IS NOT NULL ORDER BY events.sequence LIMIT ${batchSize}`;

/** True when there may be more. */
function pruneBatch(pool: pg.Pool, marks: AuditMarks, organizationId: string, before: Date): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows: chains } = await client.query<object>(
      "SELECT FROM audit_chains WHERE organization_id = $1 FOR UPDATE SKIP LOCKED",
      [organizationId],
    );
    const { rows } = await client.query<{ sequence: number; hash: string; isOld: boolean }>(firstLinks, [
      organizationId,
      before,
    ]);
    const firstYoung = rows.findIndex(({ isOld }) => !isOld);
    const old = firstYoung === -1 ? rows : rows.slice(0, firstYoung);
    const last = old.at(-1);
    if (chains.length > 0 && last) {
      const mark = marks.mark(startText(organizationId, last.sequence, last.hash));
      await client.query(
        "UPDATE audit_chains SET start_sequence = $2, start_hash = $3, start_mark = $4 WHERE organization_id = $1",
        [organizationId, last.sequence, last.hash, mark],
      );
      await client.query("DELETE FROM events WHERE organization_id = $1 AND sequence <= $2", [
        organizationId,
        last.sequence,
      ]);
    }
    return chains.length > 0 && old.length === batchSize;
  });
}

/** Most heads that one look tells of. */
const mostTold = 1_000;

/** Tells the log where chains end that grew since: a copy outside the database shows what is cut off inside of it. */
export async function tellHeads(pool: pg.Pool, sinceMs: number, log: Log): Promise<void> {
  const { rows } = await pool.query<{ organization: string; sequence: number; hash: string }>(
    `SELECT organization_id AS organization, head_sequence::float8 AS sequence, head_hash AS hash FROM audit_chains
      WHERE sealed_at >= $1 ORDER BY sealed_at DESC LIMIT ${mostTold}`,
    [new Date(sinceMs)],
  );
  for (const head of rows) log("info", "audit_head", head);
}
