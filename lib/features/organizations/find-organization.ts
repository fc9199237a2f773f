import "server-only";
import { runtime } from "@/lib/access/runtime";

/** The organization with this identifier, or the personal organization of the user with this email address; null for neither. */
export async function findOrganization(emailOrId: string): Promise<{ id: string; name: string; plan: string } | null> {
  const { prisma } = runtime().database;
  const user = await prisma.user.findUnique({ where: { email: emailOrId.toLowerCase() }, select: { id: true } });
  return prisma.organization.findUnique({
    where: { id: user?.id ?? emailOrId },
    select: { id: true, name: true, plan: true },
  });
}
