import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { holdRights } from "@/lib/http/hold-rights";
import { requireOwnTenant } from "@/lib/http/tenant";
import { actedBy } from "@/lib/tenancy/events";
import type { RevokeRequest } from "./contract";
import { endKey, type Revocation } from "./end-key";
import { requireKey } from "./find-key";
import { requirePower } from "./key-powers";

/**
 * Revokes a key at once, as `endKey` says. 404 for a key that the caller may not see; 403 for one that is not theirs to
 * end.
 */
export async function revokeApiKey(
  principal: Principal,
  { keyId: named, tenantId, descendants }: Pick<RevokeRequest, "keyId" | "tenantId"> & Partial<RevokeRequest>,
  reach?: Prisma.ApiKeyWhereInput,
): Promise<Revocation> {
  requireOwnTenant(principal, tenantId);
  return runtime().changes.commit(async (tx) => {
    const key = await requireKey(tx, principal, named, reach);
    const holder = await holdRights(tx, principal, key.id);
    requirePower(holder, key, "revoke");
    return endKey(tx, key, actedBy(principal), { descendants: descendants === true });
  });
}
