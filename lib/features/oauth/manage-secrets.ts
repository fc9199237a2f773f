import "server-only";
import type { z } from "zod";
import { isScopeId } from "@/lib/access/catalogue";
import { artifactHash } from "@/lib/access/oauth-token";
import { holdsScope, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { newId, randomBase62 } from "@/lib/platform/random";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { newAppSecret } from "./app-secrets";
import { findApp, requireScopes } from "./apps";
import type { CreatedSecret } from "./contract";
import { oauthScopes } from "./resources";

const maxSecrets = 2;
const registrationTokenMs = 7 * 86_400_000;

/**
 * Adds a secret beside the one in use and returns it, this once. 409 where two are live already, 403 where the
 * principal could do more with it than without.
 */
export async function addSecret(principal: Principal, clientId: string): Promise<z.output<typeof CreatedSecret>> {
  const app = await findApp(principal, clientId);
  if (app.authMethod === "none")
    throw new ApiError("conflict", "This app has no secret: it is registered as one that cannot keep any");
  requireScopes(principal, app.scopes.filter(isScopeId));
  const { clock, changes } = runtime();
  const { secret, secretHash, secretHint } = newAppSecret();
  const id = newId("sec");
  const createdAt = new Date(clock.now());
  await changes.commit(async (tx) => {
    // Locking the app makes parallel requests count one after the other.
    await tx.$queryRaw`SELECT id FROM oauth_apps WHERE id = ${clientId} FOR UPDATE`;
    const live = await tx.oAuthAppSecret.count({ where: { appId: clientId, revokedAt: null } });
    if (live >= maxSecrets) throw new ApiError("conflict", "An app has at most two secrets; revoke one first");
    await tx.oAuthAppSecret.create({ data: { id, appId: clientId, secretHash, secretHint, createdAt } });
    const data = { client_id: clientId, name: app.name, secret_hint: secretHint };
    await recordEvent(tx, { ...actedBy(principal), type: "app.updated", subjectId: clientId, data });
    return { result: undefined, subjects: [`app:${clientId}`] };
  });
  return { id, client_secret: secret, hint: secretHint, created_at: createdAt.toISOString() };
}

/** Revokes a secret at once; 409 for the last one, without which the app could do nothing. */
export async function revokeSecret(principal: Principal, clientId: string, secretId: string): Promise<void> {
  const app = await findApp(principal, clientId);
  const { clock, changes } = runtime();
  await changes.commit(async (tx) => {
    await tx.$queryRaw`SELECT id FROM oauth_apps WHERE id = ${clientId} FOR UPDATE`;
    const live = await tx.oAuthAppSecret.findMany({
      where: { appId: clientId, revokedAt: null },
      select: { id: true },
    });
    if (!live.some(({ id }) => id === secretId)) throw new ApiError("not_found", "There is no such secret");
    if (live.length === 1) throw new ApiError("conflict", "This is the app's only secret; add another one first");
    await tx.oAuthAppSecret.update({ where: { id: secretId }, data: { revokedAt: new Date(clock.now()) } });
    const data = { client_id: clientId, name: app.name, secret_revoked: secretId };
    await recordEvent(tx, { ...actedBy(principal), type: "app.updated", subjectId: clientId, data });
    return { result: undefined, subjects: [`app:${clientId}`] };
  });
}

/** Makes an initial access token (RFC 7591 section 3): for a week, apps can register themselves in the organization with it. */
export async function createRegistrationToken(principal: Principal): Promise<{ token: string; expires_at: string }> {
  if (principal.environment !== "production") throw new ApiError("forbidden", "A test key cannot manage OAuth apps");
  const { clock, database } = runtime();
  const token = `iat_${randomBase62(40)}`;
  const expiresAt = new Date(clock.now() + registrationTokenMs);
  const { organizationId, userId, credentialId } = principal;
  // The library reads the system's time.
  const nowSeconds = Math.floor(Date.now() / 1000);
  // How it is named in the list of what still holds.
  const id = newId("reg");
  const row = {
    model: "InitialAccessToken",
    idHash: artifactHash(token),
    uid: id,
    userId,
    organizationId,
    createdAt: new Date(clock.now()),
    expiresAt,
    payload: {
      kind: "InitialAccessToken",
      organizationId,
      // A credential that acts for no user is a key, and the token is worth what that key is.
      ...(userId === null ? { keyId: credentialId } : {}),
      // An app that registers can do no more than the token's maker.
      scopes: oauthScopes
        .map(({ id }) => id)
        .filter(isScopeId)
        .filter((scope) => holdsScope(principal, scope)),
      hint: `${token.slice(0, 8)}…${token.slice(-4)}`,
      iat: nowSeconds,
      exp: nowSeconds + registrationTokenMs / 1000,
    },
  };
  await database.prisma.$transaction(async (tx) => {
    await tx.oAuthArtifact.create({ data: row });
    const data = { token_id: id, expires_at: expiresAt.toISOString() };
    await recordEvent(tx, { ...actedBy(principal), type: "registration_token.created", subjectId: id, data });
  });
  return { token, expires_at: expiresAt.toISOString() };
}
