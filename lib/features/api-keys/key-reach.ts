import "server-only";
import { isScopeId, type ProductId, productOf, type ScopeId, scopeIds } from "@/lib/access/catalogue";
import { holdsScope, type Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import { holdMembership } from "@/lib/tenancy/membership";

/**
 * Which keys a caller may see and end, as a condition for every query: those of their organization, and for a key with
 * scopes only those of its own environment whose scopes it holds itself (contract section 5).
 */
export function reachOf(principal: Principal) {
  const { organizationId, environment, scopes } = principal;
  if (scopes === "all") return { organizationId };
  const beyond = scopeIds.filter((scope) => !scopes.includes(scope));
  // `isEmpty: false`: a key without scopes acts as a user, which is more than any key with scopes holds.
  return { organizationId, environment, scopes: { isEmpty: false }, NOT: { scopes: { hasSome: beyond } } };
}

/** Rights that a key has or is to have. */
export type KeyRights = { product: ProductId; scopes: readonly string[]; environment: string };

/** Refuses rights that the caller does not hold itself: 403. */
export function requireReach(principal: Principal, wanted: KeyRights): void {
  const reason = whyNotReach(principal, wanted);
  if (reason !== null) throw new ApiError("forbidden", reason);
}

/** Why a caller may not make a key with these rights; null when they may. */
export function whyNotReach(principal: Principal, wanted: KeyRights): string | null {
  const { label, instanceAdminOnly } = productOf(wanted.product);
  if (instanceAdminOnly && !principal.instanceAdmin) {
    return `Only an administrator of this deployment may make ${label} keys`;
  }
  const beyond = wanted.scopes.find((scope) => !isScopeId(scope) || !holdsScope(principal, scope));
  if (principal.scopes === "all") {
    return beyond ? `Your role in the organization does not include the scope ${beyond}` : null;
  }
  if (wanted.scopes.length === 0) return "A key with scopes may not create a key that acts as a user";
  if (wanted.environment !== principal.environment) {
    return `A ${principal.environment} key may only create ${principal.environment} keys`;
  }
  return beyond ? `The calling key does not hold the scope ${beyond} itself` : null;
}

/**
 * The caller with what they may do as of now, which nobody ends or changes before the transaction does: no key is made by
 * a membership or a key that has just ended. A key that is to be changed is held too, so that no two change it at once.
 * 401 for no member any more, and for a key that was revoked.
 */
export async function holdRights(tx: PrismaSession, principal: Principal, keyId?: string): Promise<Principal> {
  const { organizationId, userId, kind, credentialId } = principal;
  const role = userId === null ? null : await holdMembership(tx, { organizationId, userId });
  if (userId !== null && role === null) throw invalidToken("unknown");
  if (keyId !== undefined) {
    // With a calling key the two in one order, so that two keys that rotate each other do not wait for each other.
    await tx.$queryRaw`SELECT id FROM api_keys WHERE id IN (${keyId}, ${credentialId}) ORDER BY id FOR UPDATE`;
  }
  if (kind === "api-key") return { ...principal, scopes: await holdKey(tx, credentialId) };
  return { ...principal, role };
}

/** The scopes of a calling key as of now. */
async function holdKey(tx: PrismaSession, id: string): Promise<ScopeId[]> {
  const [key] = await tx.$queryRaw<{ scopes: string[]; revoked_at: Date | null }[]>`
    SELECT scopes, revoked_at FROM api_keys WHERE id = ${id} FOR SHARE`;
  if (!key || key.revoked_at) throw invalidToken(key ? "revoked" : "unknown");
  return key.scopes.filter(isScopeId);
}
