import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { PlannedOrganization } from "./account-shapes";
import { lockAdministratorsAnd } from "./administrators";
import { deleteOrganizationRows } from "./delete-organization";
import { planDeletion } from "./deletion-plan";
import { byItself } from "./end-keys";
import { eraseJob } from "./erase-from-events";
import { recordEvent } from "./events";
import { endMembership } from "./membership";
import { lockOrganizationsOf } from "./row-locks";

/** How a deletion ended; only `deleted` has changed anything. */
export type UserDeletion =
  | { outcome: "deleted"; email: string; subjects: readonly string[] }
  | { outcome: "no-user" }
  | { outcome: "last-administrator" }
  | { outcome: "needed"; organizations: readonly PlannedOrganization[] };

/**
 * Deletes a user. Organizations in which they are alone go with them; in others their membership ends as if they had
 * left. Nothing happens to the last administrator, nor while others depend on the user. `actorId` is who asked for it.
 */
export async function deleteUser(tx: PrismaSession, userId: string, actorId: string): Promise<UserDeletion> {
  // No member joins, leaves or steps down meanwhile.
  await lockOrganizationsOf(tx, userId);
  const { found, isLast } = await lockAdministratorsAnd(tx, userId);
  if (!found) return { outcome: "no-user" };
  if (isLast) return { outcome: "last-administrator" };
  // Those that they made or joined before they were held.
  await lockOrganizationsOf(tx, userId);
  const organizations = await planDeletion(tx, userId);
  const blocking = organizations.filter(({ on_deletion }) => on_deletion === "blocks");
  if (blocking.length > 0) return { outcome: "needed", organizations: blocking };
  const alone = organizations.filter(({ on_deletion }) => on_deletion === "deleted");
  const subjects = [`user:${userId}`, ...alone.map(({ id }) => `org:${id}`)];
  // Addresses and agents of what acted as them, in whatever organization.
  await tx.$executeRaw`
    DELETE FROM recent_requests WHERE credential_id IN (
      SELECT id FROM personal_access_tokens WHERE user_id = ${userId}
      UNION SELECT id FROM api_keys WHERE created_by_id = ${userId} AND cardinality(scopes) = 0)`;
  for (const { id: organizationId } of organizations.filter(({ on_deletion }) => on_deletion === "left")) {
    const ended = await endMembership(tx, { organizationId, userId }, "keep", byItself);
    subjects.push(...ended.subjects);
    await recordEvent(tx, {
      type: "member.removed",
      organizationId,
      environment: "production",
      actorId,
      subjectId: userId,
      data: { user_id: userId, account_deleted: true },
    });
  }
  for (const { id } of alone) await deleteOrganizationRows(tx, id);
  const { email } = await tx.user.delete({ where: { id: userId } });
  await tx.limitState.deleteMany({ where: { subject: `user:${userId}` } });
  // Their id stays in the logs of others; where they were and their address do not.
  await runtime().jobs.enqueue(tx, eraseJob, { userId, email });
  return { outcome: "deleted", email, subjects };
}

/** The organizations that hold a deletion up, in the words of a refusal. */
export function namesOf(organizations: readonly PlannedOrganization[]): string {
  return organizations.map(({ name }) => `“${name}”`).join(", ");
}
