import "server-only";
import type pg from "pg";
import { emptyLatencies, latencyPlace, packLatencies } from "./latency-histogram";
import { minuteMs } from "./limit-windows";
import { statusClassOf, type UsageEvent } from "./usage-event";
import { reopenSummaries } from "./usage-watermark";

/** The roll-ups, finest first, with the instant that starts a row's bucket. Names are our own constants, never input. */
const rollups = [
  { table: "usage_minutes", unit: "minute" },
  { table: "usage_hours", unit: "hour" },
  { table: "usage_days", unit: "day" },
] as const;

/** Requests that a roll-up does not tell apart, with how long their answers took. */
export type UsageCount = { requests: number; latencies: number[] };

/** Answered requests added up by everything that a roll-up tells apart, and by minute. */
export type UsageCounts = Map<string, UsageCount>;

/** Adds one answered request to counts in memory. */
export function countUsage(counts: UsageCounts, event: UsageEvent): void {
  const minute = Math.floor(event.atMs / minuteMs);
  // No identifier, path or product name holds a line break.
  const key = `${event.organizationId}\n${minute}\n${event.product}\n${event.environment}\n${event.credentialId}\n${event.endpoint}\n${statusClassOf(event.status)}`;
  let count = counts.get(key);
  if (!count) {
    count = { requests: 0, latencies: emptyLatencies() };
    counts.set(key, count);
  }
  count.requests += 1;
  if (event.elapsedMicros === undefined) return;
  const place = latencyPlace(event.elapsedMicros);
  count.latencies[place] = (count.latencies[place] ?? 0) + 1;
}

/** Adds counts to the minute, hour and day roll-ups, within the caller's transaction. */
export async function addUsage(client: pg.ClientBase, counts: UsageCounts): Promise<void> {
  if (counts.size === 0) return;
  const columns: string[][] = [[], [], [], [], [], [], []];
  const requests: number[] = [];
  const latencies: string[] = [];
  for (const [key, count] of counts) {
    for (const [index, part] of key.split("\n").entries()) columns[index]?.push(part);
    requests.push(count.requests);
    latencies.push(packLatencies(count.latencies));
  }
  for (const { table, unit } of rollups) {
    await client.query(upsertInto(table, unit), [...columns, requests, latencies]);
  }
  const [organizations = [], minutes = []] = columns;
  await reopenSummaries(client, organizations, minutes);
}

function upsertInto(table: string, unit: string): string {
  return `
    INSERT INTO ${table} AS stored
           (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency)
    SELECT organization_id, date_trunc('${unit}', to_timestamp(minute::bigint * 60), 'UTC') AS bucket_start,
           product, environment, credential_id, endpoint, status_class, sum(requests), sum(latency)
      FROM unnest($1::text[], $2::text[], $3::text[], $4::environment[], $5::text[], $6::text[], $7::status_class[], $8::bigint[], $9::numeric[])
           AS counted (organization_id, minute, product, environment, credential_id, endpoint, status_class, requests, latency)
           -- an organization that was deleted meanwhile leaves nothing behind
           JOIN organizations ON organizations.id = organization_id
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY 1, 2, 3, 4, 5, 6, 7 -- the same order in every process: no deadlock
    ON CONFLICT (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class)
    DO UPDATE SET requests = stored.requests + excluded.requests, latency = stored.latency + excluded.latency`;
}
