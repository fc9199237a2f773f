import "server-only";
import { runtime } from "@/lib/access/runtime";

/** A Prisma condition for invitations that were neither accepted nor withdrawn and have not run out. */
export function liveInvitations(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
}

/** A Prisma condition for the invitation whose link holds the secret. */
export function invitationWith(secret: string) {
  return { secretHash: { in: [...runtime().peppers.hashes(secret)] } };
}

/** Invitations that can be accepted: nobody brings an organization back whose members are all suspended. */
export function acceptableInvitations(now: Date) {
  const attended = { memberships: { some: { user: { suspendedAt: null } } } };
  return { ...liveInvitations(now), organization: attended };
}
