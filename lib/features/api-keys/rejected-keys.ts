import "server-only";
import type { Ask } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";

/** From when on rejections count as lately: the beginning of yesterday, UTC. */
export function latelySince(nowMs: number): Date {
  return new Date((Math.floor(nowMs / dayMs) - 1) * dayMs);
}

/** Of how many requests one has to be rejected, for a key to be shown as rejected lately. */
const rejectedOneIn = 20;

/** What a key suffers from, by its requests since yesterday: mostly its limits, or something else; null for nothing notable. */
export function troubleOf(lately: {
  requests: number;
  refused: number;
  limited: number;
}): "limited" | "rejected" | null {
  const { requests, refused, limited } = lately;
  if (refused === 0 || refused * rejectedOneIn < requests) return null;
  return limited * 2 >= refused ? "limited" : "rejected";
}

/** The credentials of an organization of whose requests since yesterday at least one in twenty was refused, 429 included. */
export async function readRejectedKeys(ask: Ask, organizationId: string, nowMs: number): Promise<string[]> {
  const rows = await ask<{ id: string }>(rejectedSql, [organizationId, latelySince(nowMs).toISOString()]);
  return rows.map(({ id }) => id);
}

const rejectedSql = `
  WITH refused (id, requests) AS MATERIALIZED (
    SELECT credential_id, sum(requests) FROM usage_days
     WHERE organization_id = $1 AND bucket_start >= $2::timestamptz AND status_class IN ('4xx', '429')
     GROUP BY credential_id
  )
  SELECT refused.id FROM refused
    CROSS JOIN LATERAL (
      SELECT sum(requests) AS requests FROM usage_days
       WHERE organization_id = $1 AND credential_id = refused.id AND bucket_start >= $2::timestamptz
    ) answered
   WHERE refused.requests * ${rejectedOneIn} >= answered.requests`;
