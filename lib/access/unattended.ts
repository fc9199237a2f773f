import "server-only";
import type { Ask } from "./key-lineage";

/**
 * Whether every member of an organization is suspended, in SQL: nobody answers any more for what it owns, so its keys and
 * apps count for nothing. One that never had a member is not meant. The name is our own.
 */
export function unattendedSql(organizationId: string): string {
  const ofIt = `EXISTS (SELECT FROM memberships am WHERE am.organization_id = ${organizationId}`;
  // A member's user is looked up one by one: the first who is not suspended ends the search, however many there are.
  const isActive = "(SELECT au.suspended_at IS NULL FROM users au WHERE au.id = am.user_id)";
  return `(NOT ${ofIt} AND ${isActive}) AND ${ofIt}))`;
}

/** The same of one organization, as of now. */
export async function isUnattended(ask: Ask, organizationId: string): Promise<boolean> {
  const [row] = await ask<{ unattended: boolean }>(`SELECT ${unattendedSql("$1")} AS unattended`, [organizationId]);
  return row?.unattended === true;
}
