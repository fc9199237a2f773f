import "server-only";
import { patFormat, planOf } from "@/lib/access/catalogue";
import { generateCredential, hintOf } from "@/lib/access/credential-format";
import { dayMs } from "@/lib/access/limit-windows";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { policyBounds } from "@/lib/http/hold-policy";
import { holdCaller } from "@/lib/http/hold-rights";
import { newestFirst } from "@/lib/http/pagination";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { endDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { holdMembership } from "@/lib/tenancy/membership";
import { lifeRuleOf, readPolicy } from "@/lib/tenancy/policy";
import { lockUser } from "@/lib/tenancy/row-locks";
import type { CreatedToken, NewToken, TokenList } from "./contract";
import { recordTokenEvent } from "./token-events";
import { statusOf, viewBy } from "./token-view";

/** Document 000's lifetime where none is named. */
const usualDays = 90;

/**
 * Creates a personal access token for the organization that the session acts for, and returns its secret, this once.
 * 403 at the maximum of that organization's plan, which counts the user's tokens of it (contract section 4); 400 for a
 * life beyond its policy.
 */
export async function createToken(
  principal: UserPrincipal,
  { name, expires_in_days: wantedDays }: NewToken,
): Promise<CreatedToken> {
  const { clock, peppers } = runtime();
  const { userId, organizationId, plan } = principal;
  const maximum = planOf(plan).tokensPerUser;
  const secret = generateCredential(patFormat);
  const now = new Date(clock.now());
  const token = await inTransaction(runtime(), async (tx) => {
    // Locking the user makes parallel requests count one after the other, so that none slips past the maximum.
    await lockUser(tx, userId);
    const role = await holdMembership(tx, { organizationId, userId });
    // A change of the password that went before has ended the session that asks, a removal the membership.
    const asking = await tx.session.count({ where: { id: principal.credentialId, userId, organizationId } });
    if (asking === 0 || role === null) throw invalidToken("unknown");
    const policy = await policyBounds(tx, organizationId, "token");
    const days = wantedDays ?? Math.min(usualDays, policy.maxDays ?? usualDays);
    const expiresAt = new Date(now.getTime() + days * dayMs);
    policy.requireLife({ createdAt: now, expiresAt });
    const live = await tx.personalAccessToken.findMany({
      where: { userId, organizationId, revokedAt: null, expiresAt: { gt: now } },
    });
    const active = live.filter((token) => statusOf(token, policy.endMsOf(token), now.getTime()).status === "active");
    if (active.length >= maximum) throw new ApiError("upgrade_required", limitReached(plan, maximum));
    const created = await tx.personalAccessToken.create({
      data: {
        id: newId("tok"),
        userId,
        organizationId,
        name,
        secretHash: peppers.hash(secret),
        secretHint: hintOf(secret, patFormat),
        createdAt: now,
        expiresAt,
      },
    });
    await recordTokenEvent(tx, principal, "token.created", created);
    return created;
  });
  return { token_id: token.id, token: secret, name, expires_at: wholeSecond(token.expiresAt) };
}

function limitReached(plan: UserPrincipal["plan"], maximum: number): string {
  const { label } = planOf(plan);
  if (maximum === 0) return `The ${label} plan has no personal access tokens; see /pricing`;
  const tokens = maximum === 1 ? "1 personal access token" : `${maximum} personal access tokens`;
  return `The ${label} plan allows ${tokens} and all are in use; revoke one or see /pricing`;
}

/** Of those that ran out, the list shows only the newest. */
const expiredShown = 50;

/**
 * The user's tokens for the organization that they act for, newest first, revoked ones left out; never a secret. All that
 * still work are there, however many have run out since they were made.
 */
export async function listTokens({ userId, organizationId, plan }: UserPrincipal): Promise<TokenList> {
  const { database, clock } = runtime();
  const now = clock.now();
  const at = new Date(now);
  const own = { userId, organizationId, revokedAt: null };
  const { prisma } = database;
  const [policy, working, expired] = await Promise.all([
    readPolicy(prisma, organizationId),
    prisma.personalAccessToken.findMany({ where: { ...own, expiresAt: { gt: at } } }),
    prisma.personalAccessToken.findMany({
      where: { ...own, expiresAt: { lte: at } },
      orderBy: newestFirst,
      take: expiredShown,
    }),
  ]);
  const tokens = [...working, ...expired].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const rule = lifeRuleOf(policy, "token");
  const data = tokens.map((token) => viewBy(token, rule, now));
  const active = data.filter(({ status }) => status === "active").length;
  return { data, active, maximum: planOf(plan).tokensPerUser };
}

/**
 * Revokes a token of the user's at once, for any of their organizations, and the keys that were made with it. 404 when
 * it is not theirs or was revoked before.
 */
export async function revokeToken(principal: UserPrincipal, tokenId: string): Promise<void> {
  const { changes, clock } = runtime();
  const now = new Date(clock.now());
  await changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const [revoked] = await tx.personalAccessToken.updateManyAndReturn({
      where: { id: tokenId, userId: principal.userId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (!revoked) throw new ApiError("not_found", "There is no such token");
    await recordTokenEvent(tx, principal, "token.revoked", revoked);
    const actor = actedBy(principal);
    const made = await endDescendants(tx, { tokenIds: [tokenId] }, { actor, now, with: tokenId });
    return { result: undefined, subjects: [`token:${tokenId}`, ...made.subjects] };
  });
}
