import "server-only";
import type { Role } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import { holdForChange, recordCustomerEvent } from "./customers";
import { readCustomer } from "./list-customers";
import type { CustomerMember } from "./member-contract";

type MemberRow = { id: string; createdAt: Date; name: string; email: string; role: Role };

/** A page of the members who act for a customer, newest first; 404 for a customer who is not there. */
export async function listCustomerMembers(
  principal: Principal,
  id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: CustomerMember[]; next_cursor: string | null }> {
  await readCustomer(principal, id);
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const condition = after
    ? Prisma.sql`AND (cm.created_at, cm.user_id) < (${after.createdAt}, ${after.id})`
    : Prisma.empty;
  const { rows, next_cursor } = pageOf(
    await readMembers(runtime().database.prisma, principal, id, condition, limit + 1),
    limit,
  );
  return { data: rows.map(viewOfMember), next_cursor };
}

/**
 * Lets a member act for a customer, in force from the next decision of every process; once more changes nothing. 404 for a
 * customer or a member who is not there, 409 for one who acts for another customer, 403 for a management key for some products.
 */
export function attachMember(principal: Principal, id: string, userId: string): Promise<{ data: CustomerMember }> {
  requireAll(principal);
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const [member] = await tx.$queryRaw<object[]>`
      SELECT user_id FROM memberships WHERE organization_id = ${organizationId} AND user_id = ${userId} FOR KEY SHARE`;
    if (!member) throw noSuchMember();
    const customer = await holdForChange(tx, organizationId, id);
    await lockUntilCommit(tx, `customer member ${organizationId} ${userId}`);
    const before = await tx.customerMember.findUnique({ where: { organizationId_userId: { organizationId, userId } } });
    if (before && before.customerId !== id) {
      throw new ApiError("conflict", "This member acts for another customer; take them from that one first");
    }
    if (!before) {
      const createdAt = new Date(runtime().clock.now());
      await tx.customerMember.create({ data: { organizationId, userId, customerId: id, createdAt } });
      await recordCustomerEvent(tx, principal, "customer.member_attached", customer, { user_id: userId });
    }
    const [row] = await readMembers(tx, principal, id, Prisma.sql`AND cm.user_id = ${userId}`, 1);
    if (!row) throw noSuchMember();
    return { result: { data: viewOfMember(row) }, subjects: [`user:${userId}`] };
  });
}

/** Lets a member act for a customer no more. 404 where they do not, 403 for a management key for some products. */
export function detachMember(principal: Principal, id: string, userId: string): Promise<void> {
  requireAll(principal);
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const customer = await holdForChange(tx, organizationId, id);
    const { count } = await tx.customerMember.deleteMany({ where: { organizationId, userId, customerId: id } });
    if (count === 0) throw new ApiError("not_found", "This member does not act for the customer");
    await recordCustomerEvent(tx, principal, "customer.member_detached", customer, { user_id: userId });
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}

function readMembers(
  prisma: PrismaSession,
  { organizationId }: Principal,
  customerId: string,
  condition: Prisma.Sql,
  limit: number,
): Promise<MemberRow[]> {
  return prisma.$queryRaw<MemberRow[]>`
    SELECT cm.user_id AS id, cm.created_at AS "createdAt", u.name, u.email, m.role::text AS role
      FROM customer_members cm
      JOIN memberships m ON m.organization_id = cm.organization_id AND m.user_id = cm.user_id
      JOIN users u ON u.id = cm.user_id
     WHERE cm.organization_id = ${organizationId} AND cm.customer_id = ${customerId} ${condition}
     ORDER BY cm.created_at DESC, cm.user_id DESC LIMIT ${limit}`;
}

function viewOfMember({ id, createdAt, name, email, role }: MemberRow): CustomerMember {
  return { user_id: id, name, email, role, attached_at: wholeSecond(createdAt) };
}

/** On which limits a member counts holds for all products. */
function requireAll({ managedProducts }: Principal): void {
  if (managedProducts === undefined) return;
  throw new ApiError("forbidden", "A management key for some products may not change for whom members act");
}

function noSuchMember(): ApiError {
  return new ApiError("not_found", "There is no such member of the organization");
}
