import "server-only";
import type pg from "pg";
import { dayMs, minuteMs } from "./limit-windows";
import { statusClassOf, type UsageEvent } from "./usage-event";

/** Minutes are kept for charts of the last hours, and to be compared with the journal. */
export const minutesKeptMs = 2 * dayMs;

/** The roll-ups, finest first, with the instant that starts a row's bucket. Names are our own constants, never input. */
const rollups = [
  { table: "usage_minutes", unit: "minute" },
  { table: "usage_hours", unit: "hour" },
  { table: "usage_days", unit: "day" },
] as const;

/** Answered requests added up by everything that a roll-up tells apart, and by minute. */
export type UsageCounts = Map<string, number>;

/** Adds one answered request to counts in memory. */
export function countUsage(counts: UsageCounts, event: UsageEvent): void {
  const minute = Math.floor(event.atMs / minuteMs);
  // No identifier, path or product name holds a line break.
  const key = `${event.organizationId}\n${minute}\n${event.product}\n${event.environment}\n${event.credentialId}\n${event.endpoint}\n${statusClassOf(event.status)}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Adds counts to the minute, hour and day roll-ups, within the caller's transaction. */
export async function addUsage(client: pg.ClientBase, counts: UsageCounts): Promise<void> {
  if (counts.size === 0) return;
  const columns: string[][] = [[], [], [], [], [], [], []];
  for (const key of counts.keys()) {
    for (const [index, part] of key.split("\n").entries()) columns[index]?.push(part);
  }
  for (const { table, unit } of rollups) {
    await client.query(upsertInto(table, unit), [...columns, [...counts.values()]]);
  }
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
