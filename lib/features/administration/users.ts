import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { Client } from "@/lib/http/route";
import { foldedEmail } from "@/lib/platform/email-address";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { wholeSecond } from "@/lib/platform/whole-second";
import { type Changer, holdUser, recordUserChange, requireAnother } from "./administrate-user";
import type { AdminUser, AdminUserQuery } from "./user-contract";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

const withCount = { _count: { select: { memberships: true } } } satisfies Prisma.UserInclude;

/** A page of the deployment's users, newest first. */
export async function listUsers({
  search,
  admins,
  suspended,
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
    where: {
      AND: [
        matching,
        admins ? { instanceAdmin: admins === "true" } : {},
        suspended ? { suspendedAt: suspended === "true" ? { not: null } : null } : {},
        afterCursor(cursor),
      ],
    },
    include: withCount,
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toUser), next_cursor };
}

/**
 * Makes a user an administrator of the deployment or none any more, in every process at once. 409 for the last one, and
 * for one who is suspended: reactivating them would hand out what nobody decided then.
 */
export async function setInstanceAdmin(
  changer: Changer,
  id: string,
  instanceAdmin: boolean,
  client: Client | null = null,
): Promise<{ data: AdminUser }> {
  const { changes } = runtime();
  const user = await changes.commit(async (tx) => {
    const administrators = await holdUser(tx, changer, id);
    const before = await tx.user.findUniqueOrThrow({ where: { id }, include: withCount });
    if (before.instanceAdmin === instanceAdmin) return { result: before, subjects: [] };
    if (!instanceAdmin) requireAnother(administrators);
    else if (before.suspendedAt) throw new ApiError("conflict", `${before.email} is suspended; reactivate them first`);
    const result = await tx.user.update({ where: { id }, data: { instanceAdmin }, include: withCount });
    const told = { instance_admin: instanceAdmin };
    await recordUserChange(tx, changer, client, { type: "user.admin_changed", subjectId: id, told });
    return { result, subjects: [`user:${id}`] };
  });
  return { data: toUser(user) };
}

/** A user as the list shows them. */
export function toUser(row: Prisma.UserGetPayload<{ include: typeof withCount }>): AdminUser {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    email_verified: row.emailVerifiedAt !== null,
    instance_admin: row.instanceAdmin,
    suspended_at: row.suspendedAt ? wholeSecond(row.suspendedAt) : null,
    organizations: row._count.memberships,
    created_at: wholeSecond(row.createdAt),
  };
}
