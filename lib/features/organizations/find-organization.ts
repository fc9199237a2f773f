import "server-only";
import { runtime } from "@/lib/access/runtime";
import { findUserByEmail } from "@/lib/tenancy/find-user";

/** The organization with this identifier, or the personal organization of the user with this email address; null for neither. */
export async function findOrganization(emailOrId: string): Promise<{ id: string; name: string; plan: string } | null> {
  const { prisma } = runtime().database;
  const user = await findUserByEmail(prisma, emailOrId);
  return prisma.organization.findUnique({
    where: { id: user?.id ?? emailOrId },
    select: { id: true, name: true, plan: true },
  });
}
