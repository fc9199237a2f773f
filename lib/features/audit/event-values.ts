import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { likeLiteral } from "@/lib/platform/text-search";
import { credentialNameSql } from "@/lib/tenancy/credential-names";
import { maskIn } from "@/lib/tenancy/find-keys";
import { type EventValue, offeredValues, type ValueField, type ValueQuery } from "./contract";

/** How many of the latest events are looked through, so that the longest log costs no more. */
const lookedThrough = 10_000;

/** A member's name: what people do with their own account names nobody else. */
const memberNameSql = `(SELECT nullif(u.name, '') FROM memberships m JOIN users u ON u.id = m.user_id
                         WHERE m.organization_id = $1 AND m.user_id = seen.value)`;

/** The column of a field, and what its values are called. */
const sources: Readonly<Record<ValueField, { column: string; name: string }>> = {
  credential: { column: "credential_id", name: credentialNameSql("seen.value") },
  target: { column: "subject_id", name: `coalesce(seen.name, ${memberNameSql})` },
  address: { column: "address", name: "NULL::text" },
  agent: { column: "user_agent", name: "NULL::text" },
};

/**
 * Values of a field in the latest 10,000 events that have one. They are found by part of the value or of its name, or
 * by what lists show of the secret of a key or token. The last seen come first.
 */
export async function findEventValues(
  { organizationId }: Principal,
  { field, search = "", value }: ValueQuery,
): Promise<{ data: EventValue[] }> {
  const { column, name } = sources[field];
  const mask = maskIn(search);
  const { rows } = await runtime().database.pool.query<EventValue>(
    `SELECT value, name, hint FROM (
       SELECT seen.value, ${name} AS name, seen.latest, coalesce(k.secret_hint, t.secret_hint) AS hint,
              coalesce(k.key_prefix, split_part(t.secret_hint, '…', 1)) AS beginning FROM (
         SELECT value, max(created_at) AS latest,
                (array_agg(name ORDER BY created_at DESC) FILTER (WHERE name IS NOT NULL))[1] AS name
           FROM (SELECT ${column} AS value, created_at, coalesce(data->>'name', data->>'email') AS name FROM events
                  WHERE organization_id = $1 AND ${column} IS NOT NULL AND ($2::text IS NULL OR ${column} = $2)
                  ORDER BY created_at DESC, id DESC LIMIT ${lookedThrough}) AS recent GROUP BY value) AS seen
         LEFT JOIN api_keys k ON k.id = seen.value AND k.organization_id = $1
         LEFT JOIN personal_access_tokens t ON t.id = seen.value AND t.organization_id = $1
     ) AS named
     WHERE value ILIKE $3 OR name ILIKE $3 OR beginning LIKE $4 OR hint LIKE $5 ORDER BY latest DESC, value LIMIT ${offeredValues}`,
    [
      organizationId,
      value ?? null,
      `%${likeLiteral(search)}%`,
      `${likeLiteral(search)}%`,
      mask && `${mask.startsWith}%${mask.endsWith}`,
    ],
  );
  return { data: rows };
}
