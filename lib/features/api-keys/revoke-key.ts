import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { RevokeRequest } from "./contract";
import { reachOf } from "./key-reach";

/** Revokes a key at once; a second time changes nothing. 404 for a key that the caller may not see. */
export async function revokeApiKey(
  principal: Principal,
  { keyId, tenantId }: RevokeRequest,
): Promise<{ keyId: string; revokedAt: string }> {
  requireOwnTenant(principal, tenantId);
  const { changes, clock } = runtime();
  return changes.commit(async (tx) => {
    const where = { AND: [{ id: keyId }, reachOf(principal)] };
    await tx.apiKey.updateMany({
      where: { AND: [where, { revokedAt: null }] },
      data: { revokedAt: new Date(clock.now()) },
    });
    const key = await tx.apiKey.findFirst({ where });
    if (!key?.revokedAt) throw new ApiError("not_found", "There is no such API key");
    return { result: { keyId, revokedAt: key.revokedAt.toISOString() }, subjects: [`key:${keyId}`] };
  });
}
