import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { requestsKept, requestsKeptDays } from "@/lib/access/recent-request-rows";
import { runtime } from "@/lib/access/runtime";
import type { Environment } from "@/lib/generated/prisma/enums";
import { codeOf } from "./envelope";
import { decodeCursor, pageOf } from "./pagination";
import type { RecentRequest, RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "./recent-request";
import { guidanceOf, kindOfReason } from "./refusal-guide";

/** A key or token of an organization; the caller has made sure that it may be looked at. */
type Credential = { organizationId: string; credentialId: string };

type Row = {
  id: string;
  createdAt: Date;
  environment: Environment;
  product: string;
  endpoint: string;
  status: number;
  reason: string;
  elapsed_ms: number;
  address: string | null;
  agent: string | null;
};

/** The last requests of a credential, newest first, as far as its organization keeps them. */
export async function readRecentRequests(
  { organizationId, credentialId }: Credential,
  { limit, cursor, failed }: RecentRequestQuery,
): Promise<RecentRequestList> {
  const { database, clock, recentRequests } = runtime();
  // What this process noted within the last second is still in memory.
  await recentRequests.flush();
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const [kept, found] = await Promise.all([
    database.pool.query<{ kept: boolean }>(
      "SELECT requests_kept_from IS NOT NULL AS kept FROM organizations WHERE id = $1",
      [organizationId],
    ),
    database.pool.query<Row>(
      `SELECT id::text, at AS "createdAt", environment, product, endpoint, status, reason, elapsed_ms, address, agent
         FROM (SELECT r.* FROM recent_requests r
                 JOIN organizations o ON o.id = r.organization_id AND r.at >= o.requests_kept_from
                WHERE r.organization_id = $1 AND r.credential_id = $2 AND r.at >= $3
                ORDER BY r.id DESC LIMIT ${requestsKept}) AS latest
        WHERE ($4::timestamptz IS NULL OR (at, id) < ($4, $5::bigint)) AND (NOT $6 OR status >= 400)
        ORDER BY at DESC, id DESC LIMIT $7`,
      [
        organizationId,
        credentialId,
        new Date(clock.now() - requestsKeptDays * dayMs),
        after?.createdAt ?? null,
        after === null ? null : Number.parseInt(after.id, 10) || 0,
        failed === "true",
        limit + 1,
      ],
    ),
  ]);
  const { rows, next_cursor } = pageOf(found.rows, limit);
  return { data: rows.map(viewOf), next_cursor, kept: kept.rows[0]?.kept === true };
}

function viewOf({ id, createdAt, elapsed_ms, reason, ...row }: Row): RecentRequest {
  const { environment, product, endpoint, status, address, agent } = row;
  return {
    id,
    at: createdAt.toISOString(),
    endpoint,
    product,
    environment,
    status,
    ...told(reason, endpoint),
    latencyMs: Math.round(elapsed_ms * 10) / 10,
    address,
    agent,
  };
}

/** The code as clients saw it, and the reference's words for it. */
function told(reason: string, endpoint: string) {
  const kind = kindOfReason(reason);
  const path = endpoint.slice(endpoint.indexOf(" ") + 1);
  const { meaning = null, remedy = null } = guidanceOf(reason) ?? {};
  return { code: reason === "" ? null : kind ? codeOf(kind, path) : reason, meaning, remedy };
}

/** What requests of a credential were refused for in the last days, the most frequent first. */
export async function readRefusals(
  { organizationId, credentialId }: Credential,
  { days }: RefusalQuery,
): Promise<RefusalList> {
  const { database, clock, recentRequests } = runtime();
  await recentRequests.flush();
  const today = Math.floor(clock.now() / dayMs);
  const { rows } = await database.pool.query<{
    status: number;
    reason: string;
    endpoint: string;
    requests: string;
    last: Date;
  }>(
    `SELECT status, reason, endpoint, sum(requests) AS requests, max(bucket_start) AS last
       FROM refusal_days
      WHERE organization_id = $1 AND credential_id = $2 AND bucket_start >= $3
      GROUP BY status, reason, endpoint ORDER BY 4 DESC, 1, 2, 3 LIMIT 100`,
    [organizationId, credentialId, new Date((today - days + 1) * dayMs)],
  );
  return {
    data: rows.map(({ status, reason, endpoint, requests, last }) => ({
      status,
      endpoint,
      requests: Number(requests),
      lastDay: last.toISOString().slice(0, 10),
      ...told(reason, endpoint),
    })),
  };
}
