import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { policyEndMs } from "@/lib/access/policy-rules";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { PersonalAccessToken } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { readRecentRequests, readRefusals } from "@/lib/http/read-recent-requests";
import type { RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "@/lib/http/recent-request";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { wholeSecond } from "@/lib/platform/whole-second";
import { shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { lifeRuleOf, readPolicy } from "@/lib/tenancy/policy";
import type { Token, TokenChange } from "./contract";
import { recordTokenEvent } from "./token-events";
import { statusOf, viewBy } from "./token-view";

/** One token of the user's for the organization that they act for, or null. */
export async function getToken(principal: UserPrincipal, tokenId: string): Promise<Token | null> {
  const { database, clock } = runtime();
  const [token, rule] = await Promise.all([
    findToken(database.prisma, principal, tokenId),
    ruleOf(database.prisma, principal),
  ]);
  return token && viewBy(token, rule, clock.now());
}

/** The same; 404 for one that is not there, not theirs, or for another organization. */
export async function readToken(principal: UserPrincipal, tokenId: string): Promise<Token> {
  return (await getToken(principal, tokenId)) ?? missing();
}

/**
 * Renames a token of the user's, or lets it end sooner, and with it the keys that it made: every process follows within a
 * second. 404 for one that they cannot see; 409 for one that has ended; 400 for a later end, which takes a new token.
 */
export async function changeToken(principal: UserPrincipal, tokenId: string, change: TokenChange): Promise<Token> {
  const { changes, clock, database } = runtime();
  const now = new Date(clock.now());
  const rule = await ruleOf(database.prisma, principal);
  const changed = await changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const token = (await findToken(tx, principal, tokenId)) ?? missing();
    if (statusOf(token, policyEndMs(token, rule), now.getTime()).status === "expired") {
      throw new ApiError("conflict", "This token has ended; create a new one");
    }
    const { name, expires_in_days: days } = change;
    const expiresAt = days === undefined ? undefined : new Date(now.getTime() + days * dayMs);
    if (expiresAt && expiresAt > token.expiresAt) {
      const until = wholeSecond(token.expiresAt);
      throw invalidField("expires_in_days", `must not reach beyond ${until}; create a new token for that`);
    }
    const row = await tx.personalAccessToken.update({ where: { id: token.id }, data: onlyGiven({ name, expiresAt }) });
    await recordTokenEvent(tx, principal, "token.updated", row, {
      changed: Object.keys(change).toSorted(),
      before: settingsOf(token, change),
      after: settingsOf(row, change),
    });
    const ending = { actor: actedBy(principal), now, with: token.id };
    const shortened = expiresAt ? await shortenDescendants(tx, { tokenIds: [token.id] }, expiresAt, ending) : [];
    return { result: row, subjects: [`token:${token.id}`, ...shortened.map((id) => `key:${id}`)] };
  });
  return viewBy(changed, rule, now.getTime());
}

/** What is named of a token, as the audit log keeps it. */
function settingsOf({ name, expiresAt }: PersonalAccessToken, change: TokenChange): Record<string, string> {
  return {
    ...(change.name === undefined ? {} : { name }),
    ...(change.expires_in_days === undefined ? {} : { expires_at: wholeSecond(expiresAt) }),
  };
}

/** The last requests of one token; 404 as for the token. */
export async function listTokenRequests(
  principal: UserPrincipal,
  tokenId: string,
  query: RecentRequestQuery,
): Promise<RecentRequestList> {
  return readRecentRequests(await watchedToken(principal, tokenId), query);
}

/** What requests of one token were refused for; 404 likewise. */
export async function listTokenErrors(
  principal: UserPrincipal,
  tokenId: string,
  query: RefusalQuery,
): Promise<RefusalList> {
  return readRefusals(await watchedToken(principal, tokenId), query);
}

async function watchedToken(principal: UserPrincipal, tokenId: string) {
  const { id, organizationId } = (await findToken(runtime().database.prisma, principal, tokenId)) ?? missing();
  return { organizationId, credentialId: id };
}

function findToken(prisma: PrismaSession, { userId, organizationId }: UserPrincipal, id: string) {
  return prisma.personalAccessToken.findFirst({ where: { id, userId, organizationId, revokedAt: null } });
}

async function ruleOf(prisma: PrismaSession, { organizationId }: UserPrincipal) {
  return lifeRuleOf(await readPolicy(prisma, organizationId), "token");
}

function missing(): never {
  throw new ApiError("not_found", "There is no such token");
}
