import "server-only";
import { isScopeId, roleOfScope, roleReaches, type ScopeId } from "@/lib/access/catalogue";
import { hasEnded, inSession, readMakers, standsStill, withinCaps } from "@/lib/access/key-lineage";
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
  const textIn = (value: unknown) => (typeof value === "string" ? value : null);
  const listed = field("scopes");
  const right = {
    organizationId,
    userId,
    createdByKeyId: textIn(field("keyId")),
    createdByTokenId: textIn(field("tokenId")),
    scopes: Array.isArray(listed) ? listed.map(String).filter(isScopeId) : [],
  };
  const scopes = await scopesToHandOn(prisma, right);
  return scopes && { ...right, scopes };
}

/**
 * The scopes that the maker of a token could hand on now, of those that they could then. Null where they may let no app
 * register any more. In a transaction the maker's membership, key and token stay as they are until its end.
 */
export async function scopesToHandOn(
  tx: PrismaSession,
  { organizationId, userId, scopes, ...maker }: RegistrationRight,
): Promise<ScopeId[] | null> {
  const role = userId === null ? null : await holdMembership(tx, { organizationId, userId });
  const isMember = userId === null || role !== null;
  const makesAny = userId !== null || maker.createdByKeyId !== null;
  if (!isMember || !makesAny) return null;
  await tx.$queryRaw`SELECT 1 FROM personal_access_tokens WHERE id = ${maker.createdByTokenId} FOR SHARE`;
  await tx.$queryRaw`SELECT 1 FROM api_keys WHERE id = ${maker.createdByKeyId} FOR SHARE`;
  const nowMs = runtime().clock.now();
  const made = { id: "app", createdByKeyId: maker.createdByKeyId, createdByTokenId: maker.createdByTokenId };
  const lineage = (await readMakers(inSession(tx), organizationId, [made], nowMs)).get(made.id);
  if (hasEnded(lineage, nowMs) || standsStill(lineage, nowMs)) return null;
  const held = withinCaps(lineage, [managing, ...scopes]).filter(
    (scope) => role === null || roleReaches(role, roleOfScope(scope)),
  );
  return held.includes(managing) ? scopes.filter((scope) => held.includes(scope)) : null;
}
