import "server-only";
import type { z } from "zod";
import { isScopeId } from "@/lib/access/catalogue";
import { inSession, readMakers } from "@/lib/access/key-lineage";
import { makerOf, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { holdRights } from "@/lib/http/hold-rights";
import { newId } from "@/lib/platform/random";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import type { CreatedSecret } from "./app-contract";
import { expiryOf, holdApp, liveSecretsOf } from "./app-makers";
import { newAppSecret } from "./app-secrets";
import { findApp, requireScopes } from "./apps";

const maxSecrets = 2;

/**
 * Adds a secret beside the one in use and returns it, this once. 409 where two are live already, 403 where the
 * principal could do more with it than without.
 */
export async function addSecret(principal: Principal, clientId: string): Promise<z.output<typeof CreatedSecret>> {
  const found = await findApp(principal, clientId);
  if (found.authMethod === "none")
    throw new ApiError("conflict", "This app has no secret: it is registered as one that cannot keep any");
  requireScopes(principal, found.scopes.filter(isScopeId));
  const { clock, changes } = runtime();
  const { secret, secretHash, secretHint } = newAppSecret();
  const id = newId("sec");
  const createdAt = new Date(clock.now());
  const makers = await changes.commit(async (tx) => {
    const holder = await holdRights(tx, principal);
    // Holding the app makes parallel requests count one after the other.
    const held = await holdApp(tx, found);
    requireScopes(holder, held.app.scopes.filter(isScopeId));
    if (liveSecretsOf(held.app, held.makers).length >= maxSecrets)
      throw new ApiError("conflict", "An app has at most two secrets; revoke one first");
    await tx.oAuthAppSecret.create({
      data: { id, appId: clientId, secretHash, secretHint, createdAt, ...makerOf(principal) },
    });
    const data = { client_id: clientId, name: found.name, secret_hint: secretHint };
    await recordEvent(tx, { ...actedBy(principal), type: "app.updated", subjectId: clientId, data });
    const { organizationId } = found;
    const made = await readMakers(inSession(tx), organizationId, [{ id, ...makerOf(principal) }], clock.now());
    return { result: made, subjects: [`app:${clientId}`] };
  });
  const expires_at = expiryOf(makers.get(id));
  return { id, client_secret: secret, hint: secretHint, created_at: wholeSecond(createdAt), expires_at };
}

/** Revokes a secret at once; 409 for the last one, without which the app could do nothing. */
export async function revokeSecret(principal: Principal, clientId: string, secretId: string): Promise<void> {
  const found = await findApp(principal, clientId);
  const { clock, changes } = runtime();
  await changes.commit(async (tx) => {
    await holdRights(tx, principal);
    const { app, makers } = await holdApp(tx, found);
    const live = liveSecretsOf(app, makers);
    if (!live.some(({ id }) => id === secretId)) throw new ApiError("not_found", "There is no such secret");
    if (live.length === 1) throw new ApiError("conflict", "This is the app's only secret; add another one first");
    await tx.oAuthAppSecret.update({ where: { id: secretId }, data: { revokedAt: new Date(clock.now()) } });
    const data = { client_id: clientId, name: app.name, secret_revoked: secretId };
    await recordEvent(tx, { ...actedBy(principal), type: "app.updated", subjectId: clientId, data });
    return { result: undefined, subjects: [`app:${clientId}`] };
  });
}
