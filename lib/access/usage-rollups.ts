import "server-only";
import type pg from "pg";
import { arrayLiteral } from "@/lib/platform/array-literal";
import { latencyPlace, packLatencies } from "./latency-histogram";
import { minuteMs } from "./limit-windows";
import { statusClassOf, type UsageEvent } from "./usage-event";
import { reopenSummaries } from "./usage-watermark";

/** A column that rows of a roll-up are told apart by, with its type. Names are our own constants, never input. */
type Part = readonly [column: string, type: string];
type Kind = { prefix: string; parts: readonly Part[] };

const usage: Kind = {
  prefix: "usage",
  parts: [
    ["product", "text"],
    ["environment", "environment"],
    ["credential_id", "text"],
    ["endpoint", "text"],
    ["status_class", "status_class"],
  ],
};
const tags: Kind = {
  prefix: "usage_tag",
  parts: [
    ["product", "text"],
    ["environment", "environment"],
    ["tag", "text"],
    ["status_class", "status_class"],
  ],
};
/** Finest first: how long the bucket of a row is. */
const units = ["minute", "hour", "day"] as const;

/** Requests that a roll-up does not tell apart, with how long their answers took: up to the slowest one's bucket, since it is made on the hot path. */
export type UsageCount = { requests: number; latencies: number[] };

/** Answered requests added up by everything that a roll-up tells apart, and by minute. */
export type UsageCounts = {
  /** By what several lines of one request share, and by what is a line's own. */
  lines: Map<string, Map<string, UsageCount>>;
  size: number;
};

/** Counts of nothing yet. */
export function emptyUsage(): UsageCounts {
  return { lines: new Map(), size: 0 };
}

/** Adds one answered request to counts in memory, and to those of each of its tags. */
export function countAnswer(usage: UsageCounts, tags: UsageCounts, event: UsageEvent): void {
  const { organizationId, atMs, product, environment, status, credentialId, endpoint, elapsedMicros } = event;
  const minute = Math.floor(atMs / minuteMs);
  // No identifier, path, tag or product name holds a line break.
  const shared = `${organizationId}\n${minute}\n${product}\n${environment}\n${statusClassOf(status)}`;
  const place = elapsedMicros === undefined ? null : latencyPlace(elapsedMicros);
  add(usage, shared, `${credentialId}\n${endpoint}`, place);
  if (event.tags) for (const tag of event.tags) add(tags, shared, tag, place);
}

function add(counts: UsageCounts, shared: string, own: string, place: number | null): void {
  let lines = counts.lines.get(shared);
  if (!lines) {
    lines = new Map();
    counts.lines.set(shared, lines);
  }
  let count = lines.get(own);
  if (!count) {
    count = { requests: 0, latencies: [] };
    lines.set(own, count);
    counts.size += 1;
  }
  count.requests += 1;
  if (place === null) return;
  const { latencies } = count;
  while (latencies.length <= place) latencies.push(0);
  latencies[place] = (latencies[place] ?? 0) + 1;
}

/** Adds counts to the minute, hour and day roll-ups, within the caller's transaction. */
export async function addUsage(client: pg.ClientBase, counts: UsageCounts): Promise<void> {
  if (counts.size === 0) return;
  const [organizations = [], minutes = []] = await addTo(client, usage, counts);
  await reopenSummaries(client, organizations, minutes);
}

/** Adds counts by tag to theirs. */
export async function addTagUsage(client: pg.ClientBase, counts: UsageCounts): Promise<void> {
  if (counts.size > 0) await addTo(client, tags, counts);
}

/** Answers with what was added, column by column. */
async function addTo(client: pg.ClientBase, kind: Kind, counts: UsageCounts): Promise<string[][]> {
  const columns: string[][] = [[], [], ...kind.parts.map(() => [])];
  const requests: string[] = [];
  const latencies: string[] = [];
  for (const [shared, lines] of counts.lines) {
    const [organization, minute, product, environment, statusClass] = shared.split("\n");
    for (const [own, count] of lines) {
      const line = [organization, minute, product, environment, ...own.split("\n"), statusClass];
      for (const [index, part = ""] of line.entries()) columns[index]?.push(part);
      requests.push(String(count.requests));
      latencies.push(packLatencies(count.latencies));
    }
  }
  const values = [...columns, requests, latencies].map(arrayLiteral);
  for (const unit of units) await client.query(upsertOf(kind, unit), values);
  return columns;
}

function upsertOf({ prefix, parts }: Kind, unit: string): string {
  const names = parts.map(([name]) => name).join(", ");
  const types = ["text", "text", ...parts.map(([, type]) => type), "bigint", "numeric"];
  const arrays = types.map((type, place) => `$${place + 1}::${type}[]`).join(", ");
  const keys = [...Array(parts.length + 2).keys()].map((place) => place + 1).join(", ");
  return `
    INSERT INTO ${prefix}_${unit}s AS stored (organization_id, bucket_start, ${names}, requests, latency)
    SELECT organization_id, date_trunc('${unit}', to_timestamp(minute::bigint * 60), 'UTC') AS bucket_start,
           ${names}, sum(requests), sum(latency)
      FROM unnest(${arrays}) AS counted (organization_id, minute, ${names}, requests, latency)
           -- an organization that was deleted meanwhile leaves nothing behind
           JOIN organizations ON organizations.id = organization_id
     GROUP BY ${keys}
     ORDER BY ${keys} -- the same order in every process: no deadlock
    ON CONFLICT (organization_id, bucket_start, ${names})
    DO UPDATE SET requests = stored.requests + excluded.requests, latency = stored.latency + excluded.latency`;
}
