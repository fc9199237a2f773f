import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/**
 * The keys of an organization that do not work while a member of it is suspended: those without scopes that they made, and
 * those that their personal access tokens made.
 */
export async function suspendedKeyIds(tx: PrismaSession, organizationId: string): Promise<string[]> {
  const members = await tx.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM users u JOIN memberships m ON m.user_id = u.id
     WHERE m.organization_id = ${organizationId} AND u.suspended_at IS NOT NULL`;
  if (members.length === 0) return [];
  const userIds = members.map(({ id }) => id);
  const keys = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM api_keys
     WHERE organization_id = ${organizationId} AND ((cardinality(scopes) = 0 AND created_by_id = ANY (${userIds}::text[]))
        OR created_by_token_id IN (SELECT id FROM personal_access_tokens WHERE user_id = ANY (${userIds}::text[])))`;
  return keys.map(({ id }) => id);
}
