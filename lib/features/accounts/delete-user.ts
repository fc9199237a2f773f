import "server-only";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import { lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { deleteOrganizationRows } from "@/lib/tenancy/delete-organization";
import { byItself } from "@/lib/tenancy/end-keys";
import { recordEvent } from "@/lib/tenancy/events";
import { endMembership } from "@/lib/tenancy/membership";
import { lockOrganizationsOf } from "@/lib/tenancy/row-locks";

type Organization = { id: string; name: string };

/**
 * Deletes a user. Organizations in which they are alone go with them; in others their membership ends as if they had
 * left. 409 with the list while they are the last owner of one with other members, or their personal one has others.
 * 409 for the last administrator of the deployment.
 */
export async function deleteUser(
  tx: PrismaSession,
  userId: string,
): Promise<{ result: undefined; subjects: readonly string[] }> {
  const memberships = await holdMemberships(tx, userId);
  const alone: Organization[] = [];
  const left: string[] = [];
  const blocking: Organization[] = [];
  for (const { organization, role } of memberships) {
    const others = await tx.membership.findMany({
      where: { organizationId: organization.id, userId: { not: userId } },
      select: { role: true },
    });
    const lastOwner = role === "owner" && others.every((other) => other.role !== "owner");
    if (others.length === 0) alone.push(organization);
    else if (lastOwner || organization.id === userId) blocking.push(organization);
    else left.push(organization.id);
  }
  if (blocking.length > 0) throw stillNeeded(blocking);
  const subjects = [`user:${userId}`, ...alone.map(({ id }) => `org:${id}`)];
  for (const organizationId of left) {
    const ended = await endMembership(tx, { organizationId, userId }, "keep", byItself);
    subjects.push(...ended.subjects);
    await recordEvent(tx, {
      type: "member.removed",
      organizationId,
      environment: "production",
      actorId: userId,
      subjectId: userId,
      data: { user_id: userId, account_deleted: true },
    });
  }
  for (const { id } of alone) await deleteOrganizationRows(tx, id);
  const deleted = await tx.user.deleteMany({ where: { id: userId } });
  if (deleted.count === 0) throw invalidToken("unknown");
  await tx.limitState.deleteMany({ where: { subject: `user:${userId}` } });
  return { result: undefined, subjects };
}

/** The user's organizations, locked, so that no member joins, leaves or steps down meanwhile; 401 when the user is gone. */
async function holdMemberships(tx: PrismaSession, userId: string) {
  await lockOrganizationsOf(tx, userId);
  const { found, isLast } = await lockAdministratorsAnd(tx, userId);
  if (!found) throw invalidToken("unknown");
  if (isLast) throw new ApiError("conflict", lastAdministrator);
  // Those that they made or joined before they were held.
  await lockOrganizationsOf(tx, userId);
  return tx.membership.findMany({
    where: { userId },
    select: { role: true, organization: { select: { id: true, name: true } } },
  });
}

function stillNeeded(organizations: readonly Organization[]): ApiError {
  const names = organizations.map(({ name }) => `“${name}”`).join(", ");
  return new ApiError(
    "conflict",
    `Others still depend on you in ${names}: hand over ownership or remove the other members first`,
    { problems: organizations.map(({ id, name }) => ({ path: id, message: name })) },
  );
}
