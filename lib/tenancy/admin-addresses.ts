import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

const mostRecipients = 20;

/** Addresses of the owners and admins of an organization, longest members first; `.invalid` addresses reach nobody. */
export async function adminAddresses(tx: PrismaSession, organizationId: string): Promise<string[]> {
  const members = await tx.membership.findMany({
    where: { organizationId, role: { in: ["owner", "admin"] }, user: { email: { not: { endsWith: ".invalid" } } } },
    select: { user: { select: { email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    take: mostRecipients,
  });
  return members.map(({ user }) => user.email);
}
