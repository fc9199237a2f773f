import "server-only";
import { isScopeId, roleOfScope, roleReaches, type ScopeId } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { holdMembership } from "@/lib/tenancy/membership";
import type { RegistrationRight } from "./request-context";

/** What it takes to manage OAuth apps, and so to let them register. */
const managing: ScopeId = "organization:admin";

/** What an initial access token lets its holder register now; null where there is none, or its maker may no more. */
export async function registrationRightOf(token: string): Promise<RegistrationRight | null> {
  const { prisma } = runtime().database;
  const row = await prisma.oAuthArtifact.findUnique({
    where: { model_idHash: { model: "InitialAccessToken", idHash: artifactHash(token) } },
  });
  if (!row?.organizationId) return null;
  const { organizationId, userId, payload } = row;
  const field = (name: string): unknown =>
    typeof payload === "object" && payload !== null ? Reflect.get(payload, name) : null;
  const [keyId, listed] = [field("keyId"), field("scopes")];
  const right = {
    organizationId,
    userId,
    keyId: typeof keyId === "string" ? keyId : null,
    scopes: Array.isArray(listed) ? listed.map(String).filter(isScopeId) : [],
  };
  const scopes = await scopesToHandOn(prisma, right);
  return scopes && { ...right, scopes };
}

/**
 * The scopes that the maker of a token could hand on now, of those that they could then. Null where they may let no app
 * register any more. In a transaction the maker's membership stays as it is until its end.
 */
export async function scopesToHandOn(
  tx: PrismaSession,
  { organizationId, userId, keyId, scopes }: RegistrationRight,
): Promise<ScopeId[] | null> {
  if (userId !== null) {
    const role = await holdMembership(tx, { organizationId, userId });
    const holds = (scope: ScopeId) => role !== null && roleReaches(role, roleOfScope(scope));
    return holds(managing) ? scopes.filter(holds) : null;
  }
  const key = keyId === null ? null : await tx.apiKey.findUnique({ where: { id: keyId } });
  return key && isLive(key, runtime().clock.now()) && key.scopes.includes(managing)
    ? scopes.filter((scope) => key.scopes.includes(scope))
    : null;
}
