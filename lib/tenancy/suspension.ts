import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { endSessions } from "./end-sessions";
import { endOneTimeTokens } from "./one-time-tokens";

/**
 * Keeps a user out. Sessions, OAuth grants and sign-ins under way end for good. Personal access tokens, keys without
 * scopes and what tokens made count for nothing until the user is reactivated; the directory's queries say so. Keys with
 * scopes are the organization's and go on while somebody else of it is there. The caller holds the user and announces the subjects returned.
 */
export async function suspendUser(tx: PrismaSession, userId: string): Promise<string[]> {
  await tx.user.update({ where: { id: userId }, data: { suspendedAt: new Date(runtime().clock.now()) } });
  await endSessions(tx, userId);
  await endOneTimeTokens(tx, userId, ["second factor", "passkey challenge", "factor setup"]);
  await tx.oAuthArtifact.deleteMany({ where: { userId } });
  return subjectsOf(tx, userId);
}

/** Lets a suspended user in again. The caller holds the user and announces the subjects returned. */
export async function reactivateUser(tx: PrismaSession, userId: string): Promise<string[]> {
  await tx.user.update({ where: { id: userId }, data: { suspendedAt: null } });
  return subjectsOf(tx, userId);
}

/** What an organization of the user owns may count for nothing from now on, or again. */
async function subjectsOf(tx: PrismaSession, userId: string): Promise<string[]> {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { organizationId: true } });
  return [`user:${userId}`, ...memberships.map(({ organizationId }) => `org:${organizationId}`)];
}

/** Whether an administrator keeps a user out, as of now. Until the transaction ends no one changes that. */
export async function isSuspended(tx: PrismaSession, userId: string): Promise<boolean> {
  const held = await tx.$queryRaw<{ suspended: boolean }[]>`
    SELECT suspended_at IS NOT NULL AS suspended FROM users WHERE id = ${userId} FOR SHARE`;
  return held[0]?.suspended === true;
}
