import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

const mostRecipients = 20;

/** Addresses of the owners and admins of an organization, longest members first. */
export function adminAddresses(tx: PrismaSession, organizationId: string): Promise<string[]> {
  return addressesOf(tx, { organizationId, role: { in: ["owner", "admin"] } });
}

/** Addresses of those users who are members of an organization, longest members first. */
export function memberAddresses(
  tx: PrismaSession,
  organizationId: string,
  userIds: readonly string[],
): Promise<string[]> {
  return addressesOf(tx, { organizationId, userId: { in: [...userIds] } });
}

/** `.invalid` addresses receive no mail, nor do suspended users. */
async function addressesOf(tx: PrismaSession, where: Prisma.MembershipWhereInput): Promise<string[]> {
  const members = await tx.membership.findMany({
    where: { ...where, user: { email: { not: { endsWith: ".invalid" } }, suspendedAt: null } },
    select: { user: { select: { email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    take: mostRecipients,
  });
  return members.map(({ user }) => user.email);
}
