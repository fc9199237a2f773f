import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { byItself } from "@/lib/tenancy/end-keys";
import { recordEvent } from "@/lib/tenancy/events";
import { liveInvitations } from "@/lib/tenancy/live-invitations";

/**
 * Withdraws the open invitations that were sent as a user from a moment on: one of them may let the stranger in again, as
 * somebody else. Those that were accepted are their organization's to look at.
 */
export async function withdrawInvitations(tx: PrismaSession, userId: string, since: Date): Promise<void> {
  const now = new Date(runtime().clock.now());
  const withdrawn = await tx.invitation.updateManyAndReturn({
    where: { invitedById: userId, createdAt: { gte: since }, ...liveInvitations(now) },
    data: { revokedAt: now },
  });
  for (const { id, organizationId, email, role } of withdrawn) {
    await recordEvent(tx, {
      ...byItself,
      type: "invitation.revoked",
      organizationId,
      environment: "production",
      subjectId: id,
      data: { invitation_id: id, email, role, withdrawn_with: userId },
    });
  }
}
