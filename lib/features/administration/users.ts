import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { foldedEmail } from "@/lib/platform/email-address";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { wholeSecond } from "@/lib/platform/whole-second";
import { lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { recordEvent } from "@/lib/tenancy/events";
import type { AdminUser, AdminUserQuery } from "./contract";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

const withCount = { _count: { select: { memberships: true } } } satisfies Prisma.UserInclude;

/** A page of the deployment's users, newest first. */
export async function listUsers({
  search,
  admins,
  limit,
  cursor,
}: AdminUserQuery): Promise<{ data: AdminUser[]; next_cursor: string | null }> {
  const { database } = runtime();
  const matching = search
    ? {
        OR: [
          { id: search },
          await nameHolding(database.pool, search),
          { email: containing(search) },
          { email: foldedEmail(search) },
        ],
      }
    : {};
  const found = await database.prisma.user.findMany({
    where: { AND: [matching, admins ? { instanceAdmin: admins === "true" } : {}, afterCursor(cursor)] },
    include: withCount,
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toUser), next_cursor };
}

/** Makes a user an administrator of the deployment or none any more, in every process at once; 409 for the last one. */
export async function setInstanceAdmin(
  principal: UserPrincipal,
  id: string,
  instanceAdmin: boolean,
): Promise<{ data: AdminUser }> {
  const { changes } = runtime();
  const user = await changes.commit(async (tx) => {
    // Before anything is read.
    const administrators = await lockAdministratorsAnd(tx, id);
    // The caller may have been removed while waiting.
    if (!administrators.ids.includes(principal.userId)) throw new ApiError("forbidden");
    const before = await tx.user.findUnique({ where: { id }, include: withCount });
    if (!before) throw new ApiError("not_found", "There is no such user");
    if (before.instanceAdmin === instanceAdmin) return { result: before, subjects: [] };
    if (!instanceAdmin && administrators.isLast) throw new ApiError("conflict", lastAdministrator);
    const result = await tx.user.update({ where: { id }, data: { instanceAdmin }, include: withCount });
    await recordIn(tx, principal, id, instanceAdmin);
    return { result, subjects: [`user:${id}`] };
  });
  return { data: toUser(user) };
}

/** Tells the acting admin's organization and the user's own: a deployment has no audit log of its own. */
async function recordIn(
  tx: Parameters<typeof recordEvent>[0],
  { organizationId, userId }: UserPrincipal,
  subjectId: string,
  instanceAdmin: boolean,
): Promise<void> {
  for (const told of new Set([organizationId, subjectId])) {
    await recordEvent(tx, {
      type: "user.admin_changed",
      organizationId: told,
      environment: "production",
      actorId: userId,
      subjectId,
      data: { user_id: subjectId, instance_admin: instanceAdmin },
    });
  }
}

function toUser(row: Prisma.UserGetPayload<{ include: typeof withCount }>): AdminUser {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    email_verified: row.emailVerifiedAt !== null,
    instance_admin: row.instanceAdmin,
    organizations: row._count.memberships,
    created_at: wholeSecond(row.createdAt),
  };
}
