import "server-only";
import type pg from "pg";
import { dayMs } from "@/lib/access/limit-windows";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { credentialNameSql } from "@/lib/tenancy/credential-names";
import type { UsageBucket, UsageQuery, UsageReport } from "./contract";
import { visibleCredentials } from "./credentials";

const hourMs = 3_600_000;

/** How each range is drawn: from which roll-up, in which steps, how many of them. Names are our own constants, never input. */
const ranges = {
  "24h": { interval: "hour", table: "usage_hours", stepMs: hourMs, steps: 24 },
  "7d": { interval: "hour", table: "usage_hours", stepMs: hourMs, steps: 168 },
  "30d": { interval: "day", table: "usage_days", stepMs: dayMs, steps: 30 },
  "90d": { interval: "day", table: "usage_days", stepMs: dayMs, steps: 90 },
} as const;

/** Requests over time in UTC, the current hour or day included, with the keys and endpoints that made most of them. */
export async function getUsageReport(principal: UserPrincipal, query: UsageQuery): Promise<UsageReport> {
  const { clock, database, ledger } = runtime();
  // Up to a second of counting is still in memory; who looks at usage wants it all.
  await ledger.flush();
  const { interval, table, stepMs, steps } = ranges[query.range];
  const firstMs = (Math.floor(clock.now() / stepMs) - steps + 1) * stepMs;
  const condition = conditionOf(principal, query, new Date(firstMs));
  const visible = await visibleIds(principal);
  if (visible && query.credentialId !== undefined && !visible.includes(query.credentialId)) {
    throw new ApiError("forbidden", "Only the maker of this key or an admin of the organization may see its usage");
  }
  const [series, topCredentials, topEndpoints] = await Promise.all([
    readSeries(database.pool, table, condition),
    readTopCredentials(database.pool, table, condition, visible),
    readTopEndpoints(database.pool, table, condition),
  ]);
  const buckets = Array.from({ length: steps }, (_, index) => {
    const startMs = firstMs + index * stepMs;
    return series.get(startMs) ?? emptyBucket(startMs);
  });
  const total = buckets.reduce((sum, bucket) => sum + totalOf(bucket), 0);
  return { interval, buckets, total, topCredentials, topEndpoints };
}

/** The identifiers of the credentials that a caller may see one by one; null for all. */
async function visibleIds(principal: UserPrincipal): Promise<string[] | null> {
  const { all, keys, tokens } = visibleCredentials(principal);
  if (all) return null;
  const { prisma } = runtime().database;
  const found = await Promise.all([
    prisma.apiKey.findMany({ where: keys, select: { id: true } }),
    prisma.personalAccessToken.findMany({ where: tokens, select: { id: true } }),
  ]);
  return found.flat().map(({ id }) => id);
}

type Condition = { sql: string; values: unknown[] };

function conditionOf(principal: UserPrincipal, query: UsageQuery, from: Date): Condition {
  const values: unknown[] = [principal.organizationId, from];
  const parts = ["organization_id = $1", "bucket_start >= $2"];
  const filters = [
    ["product", query.product],
    ["environment", query.environment],
    ["credential_id", query.credentialId],
  ] as const;
  for (const [column, value] of filters) {
    if (value === undefined) continue;
    values.push(value);
    parts.push(`${column} = $${values.length}`);
  }
  return { sql: parts.join(" AND "), values };
}

type SeriesRow = { start: Date; succeeded: string; client_errors: string; rate_limited: string; server_errors: string };

async function readSeries(pool: pg.Pool, table: string, { sql, values }: Condition): Promise<Map<number, UsageBucket>> {
  const { rows } = await pool.query<SeriesRow>(
    `SELECT bucket_start AS start,
            coalesce(sum(requests) FILTER (WHERE status_class IN ('2xx', '3xx')), 0) AS succeeded,
            coalesce(sum(requests) FILTER (WHERE status_class = '4xx'), 0) AS client_errors,
            coalesce(sum(requests) FILTER (WHERE status_class = '429'), 0) AS rate_limited,
            coalesce(sum(requests) FILTER (WHERE status_class = '5xx'), 0) AS server_errors
       FROM ${table} WHERE ${sql} GROUP BY bucket_start`,
    values,
  );
  return new Map(
    rows.map((row) => [
      row.start.getTime(),
      {
        start: row.start.toISOString(),
        succeeded: Number(row.succeeded),
        clientErrors: Number(row.client_errors),
        rateLimited: Number(row.rate_limited),
        serverErrors: Number(row.server_errors),
      },
    ]),
  );
}

async function readTopCredentials(
  pool: pg.Pool,
  table: string,
  { sql, values }: Condition,
  visible: readonly string[] | null,
) {
  const { rows } = await pool.query<{ credential_id: string; name: string | null; requests: string }>(
    `SELECT top.credential_id, top.requests, ${credentialNameSql("top.credential_id")} AS name
       FROM (SELECT credential_id, sum(requests) AS requests FROM ${table}
              WHERE ${sql} AND ($${values.length + 1}::text[] IS NULL OR credential_id = ANY($${values.length + 1}))
              GROUP BY credential_id ORDER BY requests DESC, credential_id LIMIT 10) AS top
      ORDER BY top.requests DESC, top.credential_id`,
    [...values, visible],
  );
  return rows.map((row) => ({
    credentialId: row.credential_id,
    name: row.name ?? row.credential_id,
    requests: Number(row.requests),
  }));
}

async function readTopEndpoints(pool: pg.Pool, table: string, { sql, values }: Condition) {
  const { rows } = await pool.query<{ endpoint: string; requests: string }>(
    `SELECT endpoint, sum(requests) AS requests FROM ${table} WHERE ${sql}
      GROUP BY endpoint ORDER BY requests DESC, endpoint LIMIT 10`,
    values,
  );
  return rows.map((row) => ({ endpoint: row.endpoint, requests: Number(row.requests) }));
}

function emptyBucket(startMs: number): UsageBucket {
  return { start: new Date(startMs).toISOString(), succeeded: 0, clientErrors: 0, rateLimited: 0, serverErrors: 0 };
}

function totalOf({ succeeded, clientErrors, rateLimited, serverErrors }: UsageBucket): number {
  return succeeded + clientErrors + rateLimited + serverErrors;
}
