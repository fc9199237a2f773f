import "server-only";
import { hashCredential } from "@/lib/access/credential-format";
import { runtime } from "@/lib/access/runtime";

/** A Prisma condition for invitations that can still be accepted. */
export function liveInvitations(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
}

/** What is stored of the secret in an invitation's link. */
export function hashInvitationSecret(secret: string): string {
  return hashCredential(secret, runtime().settings.keyPepper);
}
