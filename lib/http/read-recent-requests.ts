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

/** What is told of a row; of the table, `r`. */
const columns =
  'r.id::text, r.at AS "createdAt", r.environment, r.product, r.endpoint, r.status, r.reason, r.elapsed_ms, r.address, r.agent';

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
    areKept(organizationId),
    database.pool.query<Row>(
      `SELECT ${columns}
         FROM (SELECT r.* FROM recent_requests r
                 JOIN organizations o ON o.id = r.organization_id AND r.at >= o.requests_kept_from
                WHERE r.organization_id = $1 AND r.credential_id = $2 AND r.at >= $3
                ORDER BY r.id DESC LIMIT ${requestsKept}) AS r
        WHERE ($4::timestamptz IS NULL OR (r.at, r.id) < ($4, $5::bigint)) AND (NOT $6 OR r.status >= 400)
        ORDER BY r.at DESC, r.id DESC LIMIT $7`,
      [
        organizationId,
        credentialId,
        keptSince(clock.now()),
        after?.createdAt ?? null,
        after === null ? null : Number.parseInt(after.id, 10) || 0,
        failed === "true",
        limit + 1,
      ],
    ),
  ]);
  const { rows, next_cursor } = pageOf(found.rows, limit);
  return { data: rows.map(viewOf), next_cursor, kept };
}

/** A request of any credential, with the credential that sent it. */
export type SentRequest = RecentRequest & { credentialId: string };

/**
 * The last requests of an organization, newest first: of all credentials, or of those `among` which the caller may see.
 * Either way as many rows of each are read as are wanted in all.
 */
export async function readLatestRequests(
  organizationId: string,
  { among, most }: { among: readonly string[] | null; most: number },
): Promise<{ data: SentRequest[]; kept: boolean }> {
  const { database, clock, recentRequests } = runtime();
  await recentRequests.flush();
  const latest = "r.organization_id = $1 AND r.at >= $2 ORDER BY r.id DESC LIMIT $3";
  const source =
    among === null
      ? `(SELECT r.* FROM recent_requests r WHERE ${latest})`
      : `(SELECT each.* FROM unnest($4::text[]) AS seen (id)
            CROSS JOIN LATERAL (SELECT r.* FROM recent_requests r WHERE r.credential_id = seen.id AND ${latest}) AS each)`;
  const [kept, { rows }] = await Promise.all([
    areKept(organizationId),
    database.pool.query<Row & { credential_id: string }>(
      `SELECT ${columns}, r.credential_id FROM ${source} AS r
         JOIN organizations o ON o.id = r.organization_id AND r.at >= o.requests_kept_from
        ORDER BY r.at DESC, r.id DESC LIMIT $3`,
      [organizationId, keptSince(clock.now()), most, ...(among === null ? [] : [among])],
    ),
  ]);
  return { data: rows.map(({ credential_id, ...row }) => ({ ...viewOf(row), credentialId: credential_id })), kept };
}

/** Whether an organization keeps its last requests. */
async function areKept(organizationId: string): Promise<boolean> {
  const { rows } = await runtime().database.pool.query<{ kept: boolean }>(
    "SELECT requests_kept_from IS NOT NULL AS kept FROM organizations WHERE id = $1",
    [organizationId],
  );
  return rows[0]?.kept === true;
}

function keptSince(nowMs: number): Date {
  return new Date(nowMs - requestsKeptDays * dayMs);
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

/** How many kinds of refusals are told of a credential. */
export const mostRefusals = 100;

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
      GROUP BY status, reason, endpoint ORDER BY 4 DESC, 1, 2, 3 LIMIT ${mostRefusals + 1}`,
    [organizationId, credentialId, new Date((today - days + 1) * dayMs)],
  );
  return {
    data: rows.slice(0, mostRefusals).map(({ status, reason, endpoint, requests, last }) => ({
      status,
      endpoint,
      requests: Number(requests),
      lastDay: last.toISOString().slice(0, 10),
      ...told(reason, endpoint),
    })),
    truncated: rows.length > mostRefusals,
  };
}
