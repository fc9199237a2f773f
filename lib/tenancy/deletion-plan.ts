import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import type { PlannedOrganization } from "./account-shapes";

/** What deleting a user would do with each of their organizations; as of now, until they are held. */
export async function planDeletion(tx: PrismaSession, userId: string): Promise<PlannedOrganization[]> {
  const rows = await tx.$queryRaw<(Omit<PlannedOrganization, "on_deletion"> & { other_owners: number })[]>`
    SELECT o.id, o.name, m.role, count(*)::int AS members,
           count(*) FILTER (WHERE other.role = 'owner' AND other.user_id <> m.user_id)::int AS other_owners
      FROM memberships m JOIN organizations o ON o.id = m.organization_id
      JOIN memberships other ON other.organization_id = o.id
     WHERE m.user_id = ${userId} GROUP BY o.id, o.name, m.role, m.created_at ORDER BY m.created_at, o.id`;
  return rows.map(({ other_owners, ...organization }) => {
    const isLastOwner = organization.role === "owner" && other_owners === 0;
    // A personal organization carries its user's id, which nothing else may take over.
    const blocks = isLastOwner || organization.id === userId;
    return { ...organization, on_deletion: organization.members === 1 ? "deleted" : blocks ? "blocks" : "left" };
  });
}
