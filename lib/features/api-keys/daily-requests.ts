import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { ApiKeyUsage } from "./activity-contract";

type Row = { day: Date; requests: string; errors: string; limited: string };

/** Whose requests are counted, as a condition on `credential_id` in SQL of our own, with its values from `$3` on. */
export type Whose = { sql: string; values: readonly unknown[] };

/** Requests in an organization by UTC day, today included and days without any too, oldest first. */
export async function readDailyRequests(
  organizationId: string,
  days: number,
  { sql, values }: Whose,
): Promise<ApiKeyUsage["data"]["daily"]> {
  const { database, clock, ledger } = runtime();
  // Up to a second of counting is still in memory; who looks at usage wants it all.
  await ledger.flush();
  const today = Math.floor(clock.now() / dayMs);
  const { rows } = await database.pool.query<Row>(
    `SELECT bucket_start AS day, sum(requests) AS requests,
            coalesce(sum(requests) FILTER (WHERE status_class IN ('4xx', '5xx')), 0) AS errors,
            coalesce(sum(requests) FILTER (WHERE status_class = '429'), 0) AS limited
       FROM usage_days
      WHERE organization_id = $1 AND bucket_start >= $2 AND ${sql}
      GROUP BY bucket_start`,
    [organizationId, new Date((today - days + 1) * dayMs), ...values],
  );
  const byDay = new Map(rows.map((row) => [row.day.getTime(), row]));
  return Array.from({ length: days }, (_, index) => {
    const startMs = (today - days + 1 + index) * dayMs;
    const row = byDay.get(startMs);
    return {
      date: new Date(startMs).toISOString().slice(0, 10),
      requests: Number(row?.requests ?? 0),
      errors: Number(row?.errors ?? 0),
      rateLimited: Number(row?.limited ?? 0),
    };
  });
}

/** All requests of some days. */
export function totalOf(daily: ApiKeyUsage["data"]["daily"]): number {
  return daily.reduce((sum, day) => sum + day.requests, 0);
}
