import "server-only";
import type pg from "pg";
import type { Environment } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import { trafficRule } from "./alert-kinds";
import type { Finding } from "./finding";

const hourMs = 3_600_000;

type Row = {
  organization_id: string;
  environment: Environment;
  credential_id: string;
  seen: string;
  typical: number;
  busiest: string;
};

/**
 * Keys and tokens whose running UTC hour stands out from their own history in the usage roll-ups (`trafficRule`). What
 * has little history, or none, has nothing to stand out from.
 */
export async function findBusyHours(pool: pg.Pool, nowMs: number): Promise<Finding[]> {
  const hour = new Date(Math.floor(nowMs / hourMs) * hourMs);
  const from = new Date(hour.getTime() - trafficRule.historyDays * dayMs);
  const { rows } = await pool.query<Row>(
    `WITH busy AS (
       SELECT organization_id, environment, credential_id, sum(requests) AS seen FROM usage_hours
        WHERE bucket_start = $1 AND credential_id <> 'session'
        GROUP BY 1, 2, 3 HAVING sum(requests) >= $3),
     hours AS (
       SELECT busy.organization_id, busy.environment, busy.credential_id, busy.seen, past.bucket_start, sum(past.requests) AS requests
         FROM busy JOIN usage_hours past ON past.organization_id = busy.organization_id
          AND past.environment = busy.environment AND past.credential_id = busy.credential_id
          AND past.bucket_start >= $2 AND past.bucket_start < $1
        GROUP BY 1, 2, 3, 4, 5)
     SELECT organization_id, environment, credential_id, seen,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY requests)::float AS typical, max(requests) AS busiest
       FROM hours GROUP BY 1, 2, 3, 4
     HAVING count(*) >= $4 AND seen >= $5 * percentile_cont(0.5) WITHIN GROUP (ORDER BY requests)
        AND seen >= $6 * max(requests)
      LIMIT 1000`,
    [hour, from, trafficRule.floor, trafficRule.leastHours, trafficRule.timesTypical, trafficRule.timesBusiest],
  );
  return rows.map((row) => ({
    kind: "traffic",
    organizationId: row.organization_id,
    environment: row.environment,
    credentialId: row.credential_id,
    atMs: nowMs,
    details: {
      seen: Number(row.seen),
      typical: Math.round(row.typical),
      busiest: Number(row.busiest),
      hour: hour.toISOString(),
    },
  }));
}
