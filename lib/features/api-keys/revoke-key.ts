import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { RevokeRequest } from "./contract";
import { recordKeyEvent } from "./key-events";
import { requirePower } from "./key-powers";
import { reachOf } from "./key-reach";

/** Revokes a key at once; a second time changes nothing. 404 for a key that the caller may not see, 403 for one that is not theirs to end. */
export async function revokeApiKey(
  principal: Principal,
  { keyId, tenantId }: RevokeRequest,
): Promise<{ keyId: string; revokedAt: string }> {
  requireOwnTenant(principal, tenantId);
  const { changes, clock } = runtime();
  return changes.commit(async (tx) => {
    const known = await tx.apiKey.findFirst({ where: { AND: [{ id: keyId }, reachOf(principal)] } });
    if (!known) throw new ApiError("not_found", "There is no such API key");
    requirePower(principal, known, "revoke");
    const { count } = await tx.apiKey.updateMany({
      where: { id: keyId, revokedAt: null },
      data: { revokedAt: new Date(clock.now()) },
    });
    if (count > 0) await recordKeyEvent(tx, principal, "key.revoked", known);
    // Of two at once, both tell when the first one did it.
    const { revokedAt } = await tx.apiKey.findUniqueOrThrow({ where: { id: keyId } });
    if (!revokedAt) throw new Error("a revoked key says when");
    return { result: { keyId, revokedAt: revokedAt.toISOString() }, subjects: [`key:${keyId}`] };
  });
}
