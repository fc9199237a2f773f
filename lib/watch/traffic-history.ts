import "server-only";
import type pg from "pg";
import type { Environment } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import type { WatchedCredential } from "@/lib/generated/prisma/enums";
import { trafficHistory } from "./alert-kinds";
import { defaultRules } from "./alert-rules";
import type { Finding } from "./finding";

const hourMs = 3_600_000;

type Row = {
  organization_id: string;
  environment: Environment;
  credential_id: string;
  credential_type: WatchedCredential;
  seen: string;
  typical: number;
  busiest: string;
};

/**
 * Credentials whose running UTC hour stands out from their own history in the usage roll-ups, by the rules of their
 * organization. A credential with little history, or none, has nothing to stand out from. All sessions of an
 * organization are one line of its usage.
 */
export async function findBusyHours(pool: pg.Pool, nowMs: number): Promise<Finding[]> {
  const hour = new Date(Math.floor(nowMs / hourMs) * hourMs);
  const from = new Date(hour.getTime() - trafficHistory.days * dayMs);
  const { atLeast, timesTypical, timesBusiest } = defaultRules.traffic;
  const { rows } = await pool.query<Row>(
    `WITH busy AS (
       SELECT u.organization_id, u.environment, u.credential_id, sum(u.requests) AS seen,
              coalesce(s.traffic_times_typical, $5) AS times_typical, coalesce(s.traffic_times_busiest, $6) AS times_busiest
         FROM usage_hours u LEFT JOIN alert_settings s USING (organization_id)
        WHERE u.bucket_start = $1
        GROUP BY u.organization_id, u.environment, u.credential_id, s.organization_id
       HAVING sum(u.requests) >= coalesce(s.traffic_at_least, $3)),
     hours AS (
       SELECT busy.*, past.bucket_start, sum(past.requests) AS requests
         FROM busy JOIN usage_hours past ON past.organization_id = busy.organization_id
          AND past.environment = busy.environment AND past.credential_id = busy.credential_id
          AND past.bucket_start >= $2 AND past.bucket_start < $1
        GROUP BY 1, 2, 3, 4, 5, 6, 7)
     SELECT organization_id, environment, credential_id, seen,
            CASE WHEN credential_id = 'session' THEN 'session'
                 WHEN EXISTS (SELECT FROM oauth_apps a WHERE a.id = credential_id) THEN 'oauth_app'
                 WHEN EXISTS (SELECT FROM personal_access_tokens t WHERE t.id = credential_id) THEN 'token'
                 ELSE 'api_key' END AS credential_type,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY requests)::float AS typical, max(requests) AS busiest
       FROM hours GROUP BY organization_id, environment, credential_id, seen, times_typical, times_busiest
     HAVING count(*) >= $4 AND seen >= times_typical * percentile_cont(0.5) WITHIN GROUP (ORDER BY requests)
        AND seen >= times_busiest * max(requests)
      LIMIT 1000`,
    [hour, from, atLeast, trafficHistory.leastHours, timesTypical, timesBusiest],
  );
  return rows.map((row) => ({
    kind: "traffic",
    organizationId: row.organization_id,
    environment: row.environment,
    credentialType: row.credential_type,
    credentialId: row.credential_id,
    watchKey: `${row.organization_id} ${row.credential_id}`,
    userId: null,
    atMs: nowMs,
    details: {
      seen: Number(row.seen),
      typical: Math.round(row.typical),
      busiest: Number(row.busiest),
      hour: hour.toISOString(),
    },
  }));
}
