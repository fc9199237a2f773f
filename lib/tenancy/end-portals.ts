import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** Ends portal sessions that have not ended, and links to them that were not opened; returns the subjects to announce. */
export async function endPortals(
  tx: PrismaSession,
  where: Prisma.PortalSessionWhereInput,
  now: Date,
): Promise<string[]> {
  const ended = await tx.portalSession.updateManyAndReturn({
    where: { AND: [where, { endedAt: null }] },
    data: { endedAt: now },
    select: { id: true },
  });
  return ended.map(({ id }) => `portal:${id}`);
}
