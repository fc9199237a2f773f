import "server-only";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import { minuteMs } from "./limit-windows";
import { type Meter, statusClassOf } from "./meter";

/** The roll-ups, finest first, with the instant that starts a row's bucket. Names are our own constants, never input. */
const rollups = [
  { table: "usage_minutes", unit: "minute" },
  { table: "usage_hours", unit: "hour" },
  { table: "usage_days", unit: "day" },
] as const;

type Batch = { id: string; counts: Map<string, number> };

/** A meter that adds up in memory and writes minute, hour and day roll-ups in one transaction a flush. */
export function createRollupMeter(pool: pg.Pool): Meter {
  let counts = new Map<string, number>();
  /** The batch whose transaction failed or may have: written again under the same identifier. */
  let unwritten: Batch | null = null;

  async function write(batch: Batch): Promise<void> {
    const columns: string[][] = [[], [], [], [], [], [], []];
    for (const key of batch.counts.keys()) {
      for (const [index, part] of key.split("\n").entries()) columns[index]?.push(part);
    }
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const added = await client.query("INSERT INTO usage_batches (id) VALUES ($1) ON CONFLICT DO NOTHING", [batch.id]);
      // Nothing inserted: the commit whose answer was lost had succeeded.
      if (added.rowCount === 1) {
        for (const { table, unit } of rollups) {
          await client.query(upsertInto(table, unit), [...columns, [...batch.counts.values()]]);
        }
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    record(event) {
      const minute = Math.floor(event.atMs / minuteMs);
      // No identifier, path or product name holds a line break.
      const key = `${event.organizationId}\n${minute}\n${event.product}\n${event.environment}\n${event.credentialId}\n${event.endpoint}\n${statusClassOf(event.status)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    // One after the other: `unwritten` holds one batch.
    flush: oneAtATime(async () => {
      if (unwritten) {
        await write(unwritten);
        unwritten = null;
      }
      if (counts.size === 0) return;
      unwritten = { id: randomUUID(), counts };
      counts = new Map();
      await write(unwritten);
      unwritten = null;
    }),
  };
}

function upsertInto(table: string, unit: string): string {
  return `
    INSERT INTO ${table} AS stored
           (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
    SELECT organization_id, date_trunc('${unit}', to_timestamp(minute::bigint * 60), 'UTC') AS bucket_start,
           product, environment, credential_id, endpoint, status_class, sum(requests)
      FROM unnest($1::text[], $2::text[], $3::text[], $4::environment[], $5::text[], $6::text[], $7::status_class[], $8::bigint[])
           AS counted (organization_id, minute, product, environment, credential_id, endpoint, status_class, requests)
           -- an organization that was deleted meanwhile leaves nothing behind
           JOIN organizations ON organizations.id = organization_id
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY 1, 2, 3, 4, 5, 6, 7 -- the same order in every process: no deadlock
    ON CONFLICT (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class)
    DO UPDATE SET requests = stored.requests + excluded.requests`;
}
