import "server-only";
import type { Ask } from "./key-lineage";

/**
 * Whether every member of an organization is suspended, in SQL: nobody answers any more for what it owns, so its keys and
 * apps count for nothing. One that never had a member is not meant. The name is our own.
 */
export function unattendedSql(organizationId: string): string {
  const members = (condition: string) =>
    `EXISTS (SELECT FROM memberships am JOIN users au ON au.id = am.user_id
              WHERE am.organization_id = ${organizationId} AND au.suspended_at ${condition})`;
  return `(${members("IS NOT NULL")} AND NOT ${members("IS NULL")})`;
}

/** The same of one organization, as of now. */
export async function isUnattended(ask: Ask, organizationId: string): Promise<boolean> {
  const [row] = await ask<{ unattended: boolean }>(`SELECT ${unattendedSql("$1")} AS unattended`, [organizationId]);
  return row?.unattended === true;
}
