import "server-only";
import { runtime } from "@/lib/access/runtime";

/** A Prisma condition for invitations that can still be accepted. */
export function liveInvitations(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
}

/** A Prisma condition for the invitation whose link holds the secret. */
export function invitationWith(secret: string) {
  return { secretHash: { in: [...runtime().peppers.hashes(secret)] } };
}
