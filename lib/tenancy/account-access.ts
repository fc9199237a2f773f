import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { AccountAccess } from "./account-shapes";
import { liveInvitations } from "./live-invitations";
import { liveKeys } from "./live-keys";
import { liveSessions } from "./live-sessions";

/** Counts what a suspension or a deletion of a user ends, and what it leaves. */
export async function countAccountAccess(tx: PrismaSession, userId: string): Promise<AccountAccess> {
  const now = new Date(runtime().clock.now());
  const made = { createdById: userId, AND: liveKeys(now) };
  const standsForThem = { OR: [{ scopes: { isEmpty: true } }, { createdByTokenId: { not: null } }] };
  const othersAreThere = { memberships: { some: { userId: { not: userId }, user: { suspendedAt: null } } } };
  const [sessions, grants, tokens, own_keys, organization_keys, attended_keys, invitations] = await Promise.all([
    tx.session.count({ where: { userId, ...liveSessions(now) } }),
    tx.oAuthArtifact.findMany({
      where: { model: "Grant", userId, expiresAt: { gt: now } },
      distinct: ["clientId"],
      select: { clientId: true },
    }),
    tx.personalAccessToken.count({ where: { userId, revokedAt: null, expiresAt: { gt: now } } }),
    tx.apiKey.count({ where: { ...made, ...standsForThem } }),
    tx.apiKey.count({ where: { ...made, NOT: standsForThem } }),
    tx.apiKey.count({ where: { ...made, NOT: standsForThem, organization: othersAreThere } }),
    tx.invitation.count({ where: { invitedById: userId, ...liveInvitations(now) } }),
  ]);
  return { sessions, authorized_apps: grants.length, tokens, own_keys, organization_keys, attended_keys, invitations };
}
