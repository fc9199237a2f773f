import "server-only";
import type { Pool } from "pg";

/** Usage keeps one line for all sessions of an organization, because they come and go. */
export const sessionsCredential = { id: "session", name: "Sessions" } as const;

/**
 * The name of a credential that acted for organization `$1`, as SQL; null where nothing of it is left. Keys and
 * tokens are the organization's own. An app acts for the organizations whose members let it, so that it may be another's.
 */
export function credentialNameSql(qualifiedColumn: string): string {
  return `CASE WHEN ${qualifiedColumn} = '${sessionsCredential.id}' THEN '${sessionsCredential.name}' ELSE coalesce(
    (SELECT k.name FROM api_keys k WHERE k.id = ${qualifiedColumn} AND k.organization_id = $1),
    (SELECT t.name FROM personal_access_tokens t WHERE t.id = ${qualifiedColumn} AND t.organization_id = $1),
    (SELECT 'Portal of ' || coalesce(nullif(c.name, ''), c.external_id) FROM portal_sessions p
       JOIN customers c ON c.id = p.customer_id WHERE p.id = ${qualifiedColumn} AND p.organization_id = $1),
    (SELECT 'Tokens of ' || coalesce(nullif(c.name, ''), c.external_id) FROM customers c
      WHERE c.id = ${qualifiedColumn} AND c.organization_id = $1),
    (SELECT a.name FROM oauth_apps a WHERE a.id = ${qualifiedColumn})) END`;
}

/** Names of credentials that acted for an organization, by their ids; those of which nothing is left are missing. */
export async function readCredentialNames(
  pool: Pool,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `SELECT id, name FROM (
       SELECT asked.id, ${credentialNameSql("asked.id")} AS name FROM unnest($2::text[]) AS asked(id)
     ) AS named WHERE name IS NOT NULL`,
    [organizationId, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
