import "server-only";
import { type Role, roleIds, roleOfScope, roleReaches, scopeIds } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { roleGrantsOf } from "@/lib/access/scope-grants";
import type { PrismaSession } from "@/lib/platform/database";
import { endKeys } from "./end-keys";
import type { Actor } from "./key-events";
import { liveInvitations } from "./live-invitations";
import { liveKeys } from "./live-keys";
import { lockUser } from "./row-locks";

export type MembershipKey = { organizationId: string; userId: string };

/** What ends with a membership, or stays and should be looked at; all counts. */
export type MembershipAccess = {
  /** Keys without scopes, which stand for their maker. */
  unscopedKeys: number;
  /** Keys with scopes that their personal access tokens made. */
  tokenKeys: number;
  /** Other keys with scopes, which belong to the organization. */
  scopedKeys: number;
  /** Those of them with a scope that takes more than a plain member. */
  privilegedKeys: number;
  /** Keys that their tokens made with such a scope. */
  privilegedTokenKeys: number;
  tokens: number;
  /** Invitations that they sent and that are still open. */
  invitations: number;
};

/**
 * The user's role in an organization as of now, null for no member and for one who is suspended. Until the transaction ends no other can end or change
 * the membership, so that nothing is made under one that has just ended.
 */
export async function holdMembership(
  tx: PrismaSession,
  { organizationId, userId }: MembershipKey,
): Promise<Role | null> {
  // A change of the password and a suspension hold the user while they end what acts as them.
  const users = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE id = ${userId} AND suspended_at IS NULL FOR SHARE`;
  if (users.length === 0) return null;
  const rows = await tx.$queryRaw<{ role: Role }[]>`
    SELECT role FROM memberships WHERE organization_id = ${organizationId} AND user_id = ${userId} FOR SHARE`;
  return rows[0]?.role ?? null;
}

/** What of a member's would end with their membership. */
export async function countAccess(tx: PrismaSession, member: MembershipKey): Promise<MembershipAccess> {
  const now = new Date(runtime().clock.now());
  const keys = liveKeysOf(member, now);
  const privileged = await holdsBeyond(tx, member, "member");
  const [unscopedKeys, tokenKeys, scopedKeys, privilegedKeys, privilegedTokenKeys, tokens, invitations] =
    await Promise.all([
      tx.apiKey.count({ where: { AND: [keys, unscoped] } }),
      tx.apiKey.count({ where: { AND: [keys, ofToken] } }),
      tx.apiKey.count({ where: { AND: [keys, ofOrganization] } }),
      tx.apiKey.count({ where: { AND: [keys, ofOrganization, privileged] } }),
      tx.apiKey.count({ where: { AND: [keys, ofToken, privileged] } }),
      tx.personalAccessToken.count({ where: { ...member, revokedAt: null, expiresAt: { gt: now } } }),
      tx.invitation.count({ where: openInvitationsOf(member, now) }),
    ]);
  return { unscopedKeys, tokenKeys, scopedKeys, privilegedKeys, privilegedTokenKeys, tokens, invitations };
}

/**
 * Ends a membership and everything that acts by it: keys without scopes, personal access tokens, what was made with
 * these, OAuth grants and open invitations. Sessions go on in the personal organization. Other keys with scopes stay
 * the organization's unless they are to be revoked too. They are no one's in particular, so a member who is invited
 * again starts clean. The caller holds the organization and announces `user:…` and the subjects returned.
 */
export async function endMembership(
  tx: PrismaSession,
  member: MembershipKey,
  keys: "keep" | "revoke",
  actor: Actor,
): Promise<{ access: MembershipAccess; subjects: string[] }> {
  const { organizationId, userId } = member;
  const now = new Date(runtime().clock.now());
  const ending = { actor, now, with: userId };
  // Before their sessions, as a change of the password does.
  await lockUser(tx, userId);
  // Next, so that a key or token being made by it is finished before the count, or not at all.
  await tx.membership.delete({ where: { organizationId_userId: member } });
  const access = await countAccess(tx, member);
  const tokens = await tx.personalAccessToken.updateManyAndReturn({
    where: { ...member, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  const tokenIds = tokens.map(({ id }) => id);
  const ended = await endKeys(tx, { organizationId, createdById: userId, ...unscoped }, tokenIds, ending);
  const others = keys === "revoke" ? await endKeys(tx, { organizationId, createdById: userId }, [], ending) : null;
  await tx.apiKey.updateMany({
    where: { organizationId, createdById: userId, ...scoped, revokedAt: null },
    data: { createdById: null },
  });
  await tx.invitation.updateMany({ where: openInvitationsOf(member, now), data: { revokedAt: now } });
  await tx.oAuthArtifact.deleteMany({ where: { organizationId, userId } });
  await tx.session.updateMany({ where: member, data: { organizationId: userId } });
  await tx.user.updateMany({
    where: { id: userId, homeOrganizationId: organizationId },
    data: { homeOrganizationId: null },
  });
  // Only suspended members may be left, and then nobody answers for the organization's keys.
  return { access, subjects: [`org:${organizationId}`, ...ended.subjects, ...(others?.subjects ?? [])] };
}

/** Revokes the keys of a member's making that hold scopes beyond a role, and what was made with them; how many. The caller announces `org:…`. */
export async function revokeKeysBeyond(
  tx: PrismaSession,
  member: MembershipKey,
  role: Role,
  actor: Actor,
): Promise<number> {
  const now = new Date(runtime().clock.now());
  const { organizationId, userId } = member;
  const beyond = { organizationId, createdById: userId, ...(await holdsBeyond(tx, member, role)) };
  const ended = await endKeys(tx, beyond, [], { actor, now, with: userId });
  return ended.keyIds.length;
}

/** Withdraws a member's open invitations to roles that they may not name any more. */
export async function withdrawInvitationsBeyond(tx: PrismaSession, member: MembershipKey, role: Role): Promise<void> {
  const now = new Date(runtime().clock.now());
  const kept = roleReaches(role, "admin") ? roleIds.filter((id) => roleReaches(role, id)) : [];
  await tx.invitation.updateMany({
    where: { ...openInvitationsOf(member, now), role: { notIn: kept } },
    data: { revokedAt: now },
  });
}

const unscoped = { scopes: { isEmpty: true } };
const scoped = { scopes: { isEmpty: false } };
/** What a session made, or a key: it is the organization's, and outlives that session's user. */
const ofOrganization = { ...scoped, createdByTokenId: null };
/** What a token made: it ends with the token, and holds no more than the role of the token's user. */
const ofToken = { ...scoped, createdByTokenId: { not: null } };

/** Keys of a member's that hold scopes beyond a role: by name, in a set of scopes, or for single resources. */
async function holdsBeyond(tx: PrismaSession, { organizationId, userId }: MembershipKey, role: Role) {
  const isBeyond = (scope: string) => !roleReaches(role, roleOfScope(scope));
  const scopes = scopeIds().filter(isBeyond);
  const sets = roleGrantsOf(isBeyond);
  const ofResources = scopes.filter((scope) => scope.endsWith(":*")).map((every) => every.slice(0, -1));
  const named =
    ofResources.length === 0
      ? []
      : await tx.$queryRaw<{ id: string }[]>`
          SELECT k.id FROM api_keys k WHERE k.organization_id = ${organizationId} AND k.created_by_id = ${userId}
             AND EXISTS (SELECT 1 FROM unnest(k.scopes) held, unnest(${ofResources}::text[]) base WHERE starts_with(held, base))`;
  return { OR: [{ scopes: { hasSome: [...scopes, ...sets] } }, { id: { in: named.map(({ id }) => id) } }] };
}

function liveKeysOf({ organizationId, userId }: MembershipKey, now: Date) {
  return { organizationId, createdById: userId, ...liveKeys(now) };
}

function openInvitationsOf({ organizationId, userId }: MembershipKey, now: Date) {
  return { organizationId, invitedById: userId, ...liveInvitations(now) };
}
