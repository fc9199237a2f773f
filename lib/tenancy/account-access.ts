import "server-only";
import { liveKeys } from "@/lib/access/live-keys";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { liveInvitations } from "./live-invitations";

/** What acts as a user or was made by them, in all their organizations; counts of what is live now. */
export type AccountAccess = {
  sessions: number;
  /** OAuth apps with a grant of theirs. */
  authorizedApps: number;
  tokens: number;
  /** Keys without scopes, which stand for their maker, and keys that their tokens made. */
  ownKeys: number;
  /** Other keys with scopes, which are their organizations'. */
  organizationKeys: number;
  /** Invitations that they sent and that are still open. */
  invitations: number;
};

/** Counts what a suspension or a deletion of a user ends, and what it leaves. */
export async function countAccountAccess(tx: PrismaSession, userId: string): Promise<AccountAccess> {
  const now = new Date(runtime().clock.now());
  const made = { createdById: userId, AND: liveKeys(now) };
  const standsForThem = { OR: [{ scopes: { isEmpty: true } }, { createdByTokenId: { not: null } }] };
  const [sessions, grants, tokens, ownKeys, organizationKeys, invitations] = await Promise.all([
    tx.session.count({ where: { userId, expiresAt: { gt: now } } }),
    tx.oAuthArtifact.findMany({
      where: { model: "Grant", userId, expiresAt: { gt: now } },
      distinct: ["clientId"],
      select: { clientId: true },
    }),
    tx.personalAccessToken.count({ where: { userId, revokedAt: null, expiresAt: { gt: now } } }),
    tx.apiKey.count({ where: { ...made, ...standsForThem } }),
    tx.apiKey.count({ where: { ...made, NOT: standsForThem } }),
    tx.invitation.count({
      where: { invitedById: userId, ...liveInvitations(now) },
    }),
  ]);
  return { sessions, authorizedApps: grants.length, tokens, ownKeys, organizationKeys, invitations };
}
