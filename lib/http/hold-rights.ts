import "server-only";
import { isScopeId, type ScopeId } from "@/lib/access/catalogue";
import { isLive, type Life, type Start, whyNotYet } from "@/lib/access/key-life";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { covers, scopesOfGrants } from "@/lib/access/scope-grants";
import type { PrismaSession } from "@/lib/platform/database";
import { holdMembership } from "@/lib/tenancy/membership";
import { lockUser } from "@/lib/tenancy/row-locks";
import { invalidToken } from "./bearer";
import { holdPortal } from "./hold-portal";

/**
 * The caller with what they may do as of now, which stays so until the transaction ends. So a session, token,
 * membership or key that has just ended makes no key. Keys that are to be changed are held too, so that no two change one
 * at once. 401 for a caller who has ended.
 */
export async function holdRights(
  tx: PrismaSession,
  principal: Principal,
  keyIds: string | readonly string[] = [],
): Promise<Principal> {
  const { organizationId, userId, kind, credentialId } = principal;
  const role = userId === null ? null : await holdMembership(tx, { organizationId, userId });
  if (userId !== null && role === null) throw invalidToken("unknown");
  if (kind === "session-jwt" || kind === "dashboard-session") await requireSession(tx, principal);
  if (kind === "pat") await holdToken(tx, credentialId);
  if (principal.portal) await holdPortal(tx, principal, keyIds);
  else if (keyIds.length > 0) {
    // With a calling key all in one order, so that two keys that rotate each other do not wait for each other.
    const ids = [keyIds, credentialId].flat();
    await tx.$queryRaw`SELECT id FROM api_keys WHERE id = ANY (${ids}::text[]) ORDER BY id FOR UPDATE`;
  }
  if (kind === "api-key" || kind === "management-key") return { ...principal, scopes: await holdKey(tx, principal) };
  return { ...principal, role };
}

/**
 * Holds the credential that asks until the transaction ends, a session or personal access token with its user first. Throws
 * 401 where it has ended since the request came in: an owner may just have taken the account back from whoever asks. What
 * cannot be undone begins with it, once the organization is held.
 */
export async function holdCaller(tx: PrismaSession, principal: Principal): Promise<void> {
  const { kind, userId, credentialId } = principal;
  if (kind === "api-key" || kind === "management-key") await holdKey(tx, principal);
  if (userId === null || !(await lockUser(tx, userId))) return;
  if (kind === "session-jwt" || kind === "dashboard-session") await requireSession(tx, principal);
  if (kind === "pat") await holdToken(tx, credentialId);
}

async function requireSession(tx: PrismaSession, { credentialId, userId }: Principal): Promise<void> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM sessions WHERE id = ${credentialId} AND user_id = ${userId} FOR KEY SHARE`;
  if (found.length === 0) throw invalidToken("unknown");
}

async function holdToken(tx: PrismaSession, id: string): Promise<void> {
  const [token] = await tx.$queryRaw<Life[]>`
    SELECT revoked_at AS "revokedAt", expires_at AS "expiresAt" FROM personal_access_tokens WHERE id = ${id} FOR SHARE`;
  requireLive(token);
}

/** The scopes of a calling key as of now, and no more than it was let in with. */
async function holdKey(tx: PrismaSession, { credentialId, scopes: held }: Principal): Promise<ScopeId[]> {
  const [key] = await tx.$queryRaw<(Life & Start & { scopes: string[] })[]>`
    SELECT scopes, revoked_at AS "revokedAt", expires_at AS "expiresAt", disabled_at AS "disabledAt", not_before AS "notBefore"
      FROM api_keys WHERE id = ${credentialId} FOR SHARE`;
  requireLive(key);
  const standstill = key && whyNotYet(key, runtime().clock.now());
  if (standstill) throw invalidToken(standstill === "disabled" ? "disabled" : "not-yet-valid");
  const scopes = scopesOfGrants(key?.scopes ?? []).filter(isScopeId);
  return scopes.filter((scope) => held === "all" || covers(held, scope));
}

function requireLive(credential: Life | undefined): void {
  if (!credential) throw invalidToken("unknown");
  if (!isLive(credential, runtime().clock.now())) throw invalidToken(credential.revokedAt ? "revoked" : "expired");
}
