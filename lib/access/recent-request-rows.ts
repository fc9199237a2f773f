import "server-only";
import type pg from "pg";
import type { RequestNote } from "./recent-requests";

/** How many requests of a key or token are kept, and for how long. */
export const requestsKept = 200;
export const requestsKeptDays = 7;

/** Refused or failed requests of one kind on one UTC day. */
export type CountedRefusal = Pick<RequestNote, "organizationId" | "credentialId" | "endpoint" | "status" | "reason"> & {
  dayStartMs: number;
  requests: number;
};

/** What counts of refusals are told apart by. No part holds a line break. */
export function refusalId(refusal: CountedRefusal): string {
  const { organizationId, credentialId, endpoint, status, reason, dayStartMs } = refusal;
  return `${organizationId}\n${credentialId}\n${dayStartMs}\n${endpoint}\n${status}\n${reason}`;
}

/** Writes requests, as far as their organizations keep them. */
export async function writeRequests(pool: pg.Pool, rows: readonly RequestNote[]): Promise<void> {
  if (rows.length === 0) return;
  await pool.query(
    `INSERT INTO recent_requests
            (credential_id, organization_id, at, environment, product, endpoint, status, reason, elapsed_ms, address, agent)
     SELECT credential_id, organization_id, at, environment, product, endpoint, status, reason, elapsed_ms, address, agent
       FROM (SELECT *, to_timestamp(at_ms / 1000.0) AS at
               FROM unnest($1::text[], $2::text[], $3::bigint[], $4::environment[], $5::text[], $6::text[], $7::int[],
                           $8::text[], $9::real[], $10::text[], $11::text[])
                    WITH ORDINALITY AS noted (credential_id, organization_id, at_ms, environment, product, endpoint, status,
                                              reason, elapsed_ms, address, agent, place)) AS noted
       JOIN organizations o ON o.id = organization_id AND noted.at >= o.requests_kept_from
      ORDER BY place`,
    [
      rows.map(({ credentialId }) => credentialId),
      rows.map(({ organizationId }) => organizationId),
      rows.map(({ atMs }) => Math.round(atMs)),
      rows.map(({ environment }) => environment),
      rows.map(({ product }) => product),
      rows.map(({ endpoint }) => endpoint),
      rows.map(({ status }) => status),
      rows.map(({ reason }) => reason),
      rows.map(({ elapsedMs }) => elapsedMs),
      rows.map(({ address }) => address),
      rows.map(({ agent }) => agent && plainAgent(agent)),
    ],
  );
}

/** What looks like a credential: a prefix of words with underscores before many letters, or a JWT. */
const looksSecret = /\b[a-z][a-z0-9]{0,9}(?:_[a-z0-9]{1,8}){0,2}_[A-Za-z0-9]{20,}|\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g;

/** An agent's name as it is kept: visible ASCII, without anything that looks like a credential. */
function plainAgent(agent: string): string {
  return agent.replace(looksSecret, "…").replace(/[^\x20-\x7e…]/g, "?");
}

/** Removes what some credentials have beyond the bound. Rows that somebody else is removing are passed by. */
export async function trimRequests(pool: pg.Pool, credentialIds: readonly string[]): Promise<void> {
  if (credentialIds.length === 0) return;
  await pool.query(
    `DELETE FROM recent_requests WHERE ctid = ANY (ARRAY(
       SELECT r.ctid
         FROM unnest($1::text[]) AS due (id)
              CROSS JOIN LATERAL (SELECT id FROM recent_requests WHERE credential_id = due.id
                                   ORDER BY id DESC OFFSET ${requestsKept - 1} LIMIT 1) AS oldest
              JOIN recent_requests r ON r.credential_id = due.id AND r.id < oldest.id
        ORDER BY r.credential_id, r.id FOR UPDATE OF r SKIP LOCKED))`,
    [credentialIds],
  );
}

/** Adds counts of refusals to those of their days, those of organizations that are there. */
export async function writeRefusals(pool: pg.Pool, rows: readonly CountedRefusal[]): Promise<void> {
  if (rows.length === 0) return;
  await pool.query(
    `INSERT INTO refusal_days AS stored (organization_id, credential_id, bucket_start, endpoint, status, reason, requests)
     SELECT organization_id, credential_id, to_timestamp(day_ms / 1000.0), endpoint, status, reason, requests
       FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::bigint[])
            AS counted (organization_id, credential_id, day_ms, endpoint, status, reason, requests)
            JOIN organizations ON organizations.id = organization_id
      ORDER BY 1, 2, 3, 4, 5, 6 -- the same order in every process: no deadlock
     ON CONFLICT (organization_id, credential_id, bucket_start, endpoint, status, reason)
     DO UPDATE SET requests = stored.requests + excluded.requests`,
    [
      rows.map(({ organizationId }) => organizationId),
      rows.map(({ credentialId }) => credentialId),
      rows.map(({ dayStartMs }) => dayStartMs),
      rows.map(({ endpoint }) => endpoint),
      rows.map(({ status }) => status),
      rows.map(({ reason }) => reason),
      rows.map(({ requests }) => requests),
    ],
  );
}
