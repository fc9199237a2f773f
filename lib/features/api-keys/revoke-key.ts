import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireOwnTenant } from "@/lib/http/tenant";
import { endDescendants, hasLiveSuccessor } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import type { RevokeRequest } from "./contract";
import { noSuchKey, requireKey } from "./find-key";
import { requirePower } from "./key-powers";

type Revocation = { keyId: string; revokedAt: string; descendantsRevoked: number };

/**
 * Revokes a key at once, and with it the keys that were made with it. Where a rotation has put another key in its
 * place, they go on unless they are to end too. A second time changes nothing of the key. 404 for a key that the caller
 * may not see; 403 for one that is not theirs to end.
 */
export async function revokeApiKey(
  principal: Principal,
  { keyId: named, tenantId, descendants }: Pick<RevokeRequest, "keyId" | "tenantId"> & Partial<RevokeRequest>,
): Promise<Revocation> {
  requireOwnTenant(principal, tenantId);
  const { changes, clock } = runtime();
  const now = new Date(clock.now());
  return changes.commit(async (tx) => {
    const known = await requireKey(tx, principal, named);
    const keyId = known.id;
    requirePower(principal, known, "revoke");
    const { count } = await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } });
    const actor = actedBy(principal);
    if (count > 0) await recordKeyEvents(tx, actor, "key.revoked", [known]);
    const goOn = descendants !== true && (await hasLiveSuccessor(tx, known, now));
    const ended = goOn ? null : await endDescendants(tx, { keyIds: [keyId] }, { actor, now, with: keyId });
    // Of two at once, both tell when the first one did it.
    const stored = await tx.apiKey.findUnique({ where: { id: keyId } });
    // Gone with its organization meanwhile.
    if (!stored) throw noSuchKey();
    const { revokedAt } = stored;
    if (!revokedAt) throw new Error("a revoked key says when");
    return {
      result: { keyId, revokedAt: revokedAt.toISOString(), descendantsRevoked: ended?.keyIds.length ?? 0 },
      subjects: [`key:${keyId}`, ...(ended?.subjects ?? [])],
    };
  });
}
