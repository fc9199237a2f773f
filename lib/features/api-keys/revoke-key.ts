import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { RevokeRequest } from "./contract";
import { recordKeyEvent } from "./key-events";
import { requirePower } from "./key-powers";
import { reachOf } from "./key-reach";
import { revokeDescendants } from "./revoke-descendants";

type Revocation = { keyId: string; revokedAt: string; descendantsRevoked?: number };

/**
 * Revokes a key at once, and the keys that were made with it where that is asked for; a second time changes nothing of
 * the key. 404 for a key that the caller may not see, 403 for one that is not theirs to end.
 */
export async function revokeApiKey(
  principal: Principal,
  { keyId, tenantId, descendants }: Pick<RevokeRequest, "keyId" | "tenantId"> & Partial<RevokeRequest>,
): Promise<Revocation> {
  requireOwnTenant(principal, tenantId);
  const { changes, clock } = runtime();
  const now = new Date(clock.now());
  return changes.commit(async (tx) => {
    const known = await tx.apiKey.findFirst({ where: { AND: [{ id: keyId }, reachOf(principal)] } });
    if (!known) throw noSuchKey();
    requirePower(principal, known, "revoke");
    const { count } = await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } });
    if (count > 0) await recordKeyEvent(tx, principal, "key.revoked", known);
    const ended = descendants ? await revokeDescendants(tx, principal, keyId, now) : [];
    // Of two at once, both tell when the first one did it.
    const stored = await tx.apiKey.findUnique({ where: { id: keyId } });
    // Gone with its organization meanwhile.
    if (!stored) throw noSuchKey();
    const { revokedAt } = stored;
    if (!revokedAt) throw new Error("a revoked key says when");
    return {
      result: {
        keyId,
        revokedAt: revokedAt.toISOString(),
        ...(descendants ? { descendantsRevoked: ended.length } : {}),
      },
      subjects: [keyId, ...ended].map((id) => `key:${id}`),
    };
  });
}

function noSuchKey(): ApiError {
  return new ApiError("not_found", "There is no such API key");
}
