import "server-only";
import type { Environment, ProductId } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { CreatedApiKey, RotateRequest } from "./contract";
import { insertKey } from "./create-key";
import { boundBy } from "./key-bounds";
import { recordKeyEvent } from "./key-events";
import { requirePower } from "./key-powers";
import { holdRights, reachOf } from "./key-reach";
import { createdViewOf } from "./key-view";

/**
 * Replaces a key by a new one with the same rights and lifetime. The old one works until the grace period ends, and
 * never beyond its own expiry. A key with scopes that rotates itself gets no longer life by it. 404 for a key that the
 * caller may not see, 403 for one that is not theirs to rotate, 409 for one that has ended or was rotated before.
 */
export async function rotateApiKey(
  principal: Principal,
  keyId: string,
  { grace_period_seconds }: RotateRequest,
): Promise<CreatedApiKey> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  const { row, secret } = await changes.commit(async (tx) => {
    // Held, so that two rotations at once cannot leave two successors.
    const holder = await holdRights(tx, principal, keyId);
    const old = await tx.apiKey.findFirst({ where: { AND: [{ id: keyId }, reachOf(principal)] } });
    if (!old) throw new ApiError("not_found", "There is no such API key");
    // The new secret is a new key: nobody gets one by rotating that they could not have made.
    requirePower(holder, old, "rotate");
    if (old.revokedAt || (old.expiresAt && old.expiresAt.getTime() <= nowMs)) {
      throw new ApiError("conflict", "This API key has ended; create a new one");
    }
    if (old.replacedById) throw new ApiError("conflict", "This API key was rotated before; rotate its successor");
    const bounds = await boundBy(tx, principal, {
      ipAllowlist: old.ipAllowlist,
      rateLimitPerMinute: old.rateLimitPerMinute,
      expiresAt: sameLifetimeFrom(old, nowMs),
    });
    const made = await insertKey(tx, nowMs, {
      ...bounds,
      organizationId: old.organizationId,
      createdById: old.createdById,
      name: old.name,
      product: old.product as ProductId,
      environment: old.environment as Environment,
      scopes: old.scopes,
    });
    const graceEndMs = nowMs + grace_period_seconds * 1000;
    const expiresAt = new Date(Math.min(graceEndMs, old.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
    await tx.apiKey.update({
      where: { id: keyId },
      data:
        grace_period_seconds === 0
          ? { replacedById: made.row.id, revokedAt: new Date(nowMs) }
          : { replacedById: made.row.id, expiresAt },
    });
    await recordKeyEvent(tx, principal, "key.rotated", old, {
      successor_id: made.row.id,
      successor_prefix: made.row.keyPrefix,
      works_until: (grace_period_seconds === 0 ? new Date(nowMs) : expiresAt).toISOString(),
    });
    return { result: made, subjects: [`key:${keyId}`] };
  });
  return createdViewOf(principal, row, secret, nowMs);
}

/** A key made for 90 days is replaced by one for 90 days. */
function sameLifetimeFrom({ createdAt, expiresAt }: ApiKeyRow, nowMs: number): Date | null {
  return expiresAt ? new Date(nowMs + (expiresAt.getTime() - createdAt.getTime())) : null;
}
