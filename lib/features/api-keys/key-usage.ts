import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { ApiKeyUsage, ApiKeyUsageQuery } from "./contract";
import { requireKey } from "./find-key";
import { requirePower } from "./key-powers";

type Row = { day: Date; requests: string; errors: string; limited: string };

/** Requests of one key by UTC day, today included; 404 for a key that the caller may not see, 403 for another member's. */
export async function getApiKeyUsage(
  principal: Principal,
  { keyId: named, days, tenantId }: ApiKeyUsageQuery,
): Promise<ApiKeyUsage> {
  requireOwnTenant(principal, tenantId);
  const { database, clock, ledger } = runtime();
  const key = await requireKey(database.prisma, principal, named);
  const keyId = key.id;
  requirePower(principal, key, "usage");
  // Up to a second of counting is still in memory; who looks at usage wants it all.
  await ledger.flush();
  const today = Math.floor(clock.now() / dayMs);
  const { rows } = await database.pool.query<Row>(
    `SELECT bucket_start AS day, sum(requests) AS requests,
            coalesce(sum(requests) FILTER (WHERE status_class IN ('4xx', '5xx')), 0) AS errors,
            coalesce(sum(requests) FILTER (WHERE status_class = '429'), 0) AS limited
       FROM usage_days
      WHERE organization_id = $1 AND credential_id = $2 AND bucket_start >= $3
      GROUP BY bucket_start`,
    [principal.organizationId, keyId, new Date((today - days + 1) * dayMs)],
  );
  const byDay = new Map(rows.map((row) => [row.day.getTime(), row]));
  const daily = Array.from({ length: days }, (_, index) => {
    const startMs = (today - days + 1 + index) * dayMs;
    const row = byDay.get(startMs);
    return {
      date: new Date(startMs).toISOString().slice(0, 10),
      requests: Number(row?.requests ?? 0),
      errors: Number(row?.errors ?? 0),
      rateLimited: Number(row?.limited ?? 0),
    };
  });
  const totalRequests = daily.reduce((sum, day) => sum + day.requests, 0);
  return { data: { keyId, days, totalRequests, daily, lastUsedAt: key.lastUsedAt?.toISOString() ?? null } };
}
