import "server-only";
import { type Role, roleIds } from "@/lib/access/catalogue";
import { actingRole, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { countedWhole } from "@/lib/http/counted-whole";
import type { PrismaSession } from "@/lib/platform/database";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { countAccess, type MembershipAccess } from "@/lib/tenancy/membership";
import { membersInOrder } from "./member-order";
import { type MemberCase, whyNotRemove, whyNotRole } from "./member-rules";
import type { Access, Member, MemberDetail, MemberList, MemberQuery } from "./members-contract";

const withUser = { user: { select: { name: true, nameFolded: true, email: true } } } as const;

export type MemberRow = {
  organizationId: string;
  userId: string;
  role: Role;
  createdAt: Date;
  user: { name: string; nameFolded: string | null; email: string };
};

/** The members of the caller's organization, newest first unless sorted otherwise, each with what the caller may do with them. */
export async function listMembers(principal: Principal, query: MemberQuery): Promise<MemberList> {
  const { limit, cursor, skip = 0, q } = query;
  const { prisma } = runtime().database;
  const { organizationId } = principal;
  const order = membersInOrder(query.sort);
  const where = { AND: [{ organizationId }, q ? { user: await calledOrAt(q) } : {}] };
  const [rows, owners, counted] = await Promise.all([
    prisma.membership.findMany({
      where: { AND: [where, order.after(cursor)] },
      include: withUser,
      orderBy: order.orderBy,
      skip,
      take: limit + 1,
    }),
    countOwners(prisma, organizationId),
    countedWhole(query, () => prisma.membership.count({ where })),
  ]);
  const page = order.pageOf(
    rows.map((row) => ({ ...row, id: row.userId })),
    limit,
  );
  const acting = actingRole(principal);
  return {
    data: page.rows.map((row) => memberView(row, principal, acting, owners)),
    next_cursor: page.next_cursor,
    ...counted,
  };
}

/** One member with what would end with their membership; 404 for other users, 403 for a member who asks about others. */
export async function getMember(principal: Principal, userId: string): Promise<MemberDetail> {
  const { prisma } = runtime().database;
  const row = await findMember(prisma, principal.organizationId, userId);
  const acting = actingRole(principal);
  if (acting === "member" && principal.userId !== userId) {
    throw new ApiError("forbidden", "This needs the role Admin in the organization");
  }
  const owners = await countOwners(prisma, principal.organizationId);
  const access = await countAccess(prisma, { organizationId: principal.organizationId, userId });
  return { ...memberView(row, principal, acting, owners), access: accessView(access) };
}

/** 404 for a user who is no member of the organization. */
export async function findMember(tx: PrismaSession, organizationId: string, userId: string): Promise<MemberRow> {
  const row = await tx.membership.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
    include: withUser,
  });
  if (!row) throw new ApiError("not_found", "There is no such member");
  return row;
}

export function countOwners(tx: PrismaSession, organizationId: string): Promise<number> {
  return tx.membership.count({ where: { organizationId, role: "owner" } });
}

/** What the rules about a member look at. */
export function caseOf(row: MemberRow, principal: Principal, acting: Role, owners: number): MemberCase {
  const { organizationId, userId } = row;
  return {
    acting,
    actingUserId: principal.userId,
    target: { userId, role: row.role },
    owners,
    organizationId,
  };
}

export function memberView(row: MemberRow, principal: Principal, acting: Role, owners: number): Member {
  const given = caseOf(row, principal, acting, owners);
  const current = row.role;
  const refusals = roleIds.map((role) => ({ role, refusal: whyNotRole(given, role) }));
  const allowed = refusals.filter(({ refusal }) => refusal === null).map(({ role }) => role);
  const removal = whyNotRemove(given);
  return {
    user_id: row.userId,
    name: row.user.name,
    email: row.user.email,
    role: current,
    joined_at: row.createdAt.toISOString(),
    you: principal.userId === row.userId,
    options: {
      roles: allowed.includes(current) ? allowed : [current],
      role_reason:
        allowed.length > 1 ? null : (refusals.find(({ refusal }) => refusal !== null)?.refusal?.message ?? null),
      remove: removal === null,
      remove_reason: removal?.message ?? null,
    },
  };
}

export function accessView(access: MembershipAccess): Access {
  return {
    unscoped_keys: access.unscopedKeys,
    token_keys: access.tokenKeys,
    scoped_keys: access.scopedKeys,
    privileged_keys: access.privilegedKeys,
    privileged_token_keys: access.privilegedTokenKeys,
    tokens: access.tokens,
    pending_invitations: access.invitations,
  };
}

/** Part of a user's name, or of their address. */
async function calledOrAt(q: string) {
  return { OR: [await nameHolding(runtime().database.pool, q), { email: containing(q) }] };
}
