import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

/** The name of the organization that a principal acts for; null when it was just deleted. */
export async function getOrganizationName(principal: Principal): Promise<string | null> {
  const { prisma } = runtime().database;
  const organization = await prisma.organization.findUnique({
    where: { id: principal.organizationId },
    select: { name: true },
  });
  return organization?.name ?? null;
}
