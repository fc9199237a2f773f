import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { type NewEvent, operator, recordEvent } from "./events";

/**
 * Records what the operator did by a command to the deployment itself, or to what is gone, in the audit log of every
 * administrator's personal organization. The deployment has none of its own.
 */
export async function tellAdministrators(
  tx: PrismaSession,
  event: Pick<NewEvent, "type" | "subjectId" | "data">,
): Promise<void> {
  // A personal organization carries its user's id.
  const administrators = await tx.user.findMany({
    where: { instanceAdmin: true },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  for (const { id: organizationId } of administrators)
    await recordEvent(tx, { ...event, organizationId, environment: "production", actorId: operator });
}
