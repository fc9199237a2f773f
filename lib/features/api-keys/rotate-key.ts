import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import { readKeyWindows } from "@/lib/access/key-limits";
import { makerOf, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { endDescendants, shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { isQuarantined } from "@/lib/tenancy/leaks";
import type { RotateRequest } from "./contract";
import { storedWindows, voucherOf } from "./create-key";
import { requireKey } from "./find-key";
import { insertKey } from "./insert-key";
import { boundBy, lineageOf, withinLife } from "./key-bounds";
import type { CreatedApiKey } from "./key-contract";
import { requirePower } from "./key-powers";
import { reachOf } from "./key-reach";
import { requireRoom } from "./key-room";
import { neverCounts } from "./key-span";
import { createdViewOf } from "./key-view";

/**
 * Replaces a key by a new one with the same rights, which lives as long as was chosen for the old one. The old one
 * works until the grace period ends, and never beyond its own expiry. The new one lives no longer than what made the
 * old one, than a key or token that rotates it, nor than the organization's policy allows. What the old one made goes on with the new one, unless it is to
 * end. 404 for a key that the caller may not see; 403 for one that is not theirs to rotate; 409 for one that has ended
 * or was rotated before.
 */
export function rotateApiKey(principal: Principal, named: string, request: RotateRequest): Promise<CreatedApiKey> {
  return rotateWithin(principal, named, request, { reach: reachOf(principal), view: createdViewOf });
}

/** Which keys the caller reaches, how the new one is told, and whether there is room for it beside the old one. */
type Within<View> = {
  reach: Prisma.ApiKeyWhereInput;
  /** The new one ends when the old one would have: who rotates it may not say how long it lives. */
  keepsEnd?: true;
  room?: (tx: PrismaSession, nowMs: number) => Promise<void>;
  view: (tx: PrismaSession, principal: Principal, key: ApiKeyRow, secret: string, nowMs: number) => Promise<View>;
};

/** The same for the keys of another reach than the caller's own. */
export function rotateWithin<View>(
  principal: Principal,
  named: string,
  { grace_period_seconds, descendants }: RotateRequest,
  { reach, keepsEnd, view, room }: Within<View>,
): Promise<View> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  return changes.commit(async (tx) => {
    // Held, so that two rotations at once cannot leave two successors.
    const { id: keyId } = await requireKey(tx, principal, named, reach);
    const holder = await holdRights(tx, principal, keyId);
    const old = await requireKey(tx, principal, keyId, reach);
    // The new secret is a new key: its rotator must be one who could have made it.
    requirePower(holder, old, "rotate");
    if (!isLive(old, nowMs)) throw new ApiError("conflict", "This API key has ended; create a new one");
    if (old.replacedById) throw new ApiError("conflict", "This API key was rotated before; rotate its successor");
    const policy = await policyBounds(tx, old.organizationId, "key");
    policy.requireMaker(holder, old.environment);
    const lifetime = policy.within(keepsEnd ? old.expiresAt : sameLifetimeFrom(old, nowMs), nowMs);
    const bounds = await boundBy(tx, principal, {
      ipAllowlist: old.ipAllowlist,
      allowedOrigins: old.allowedOrigins,
      rateLimitPerMinute: old.rateLimitPerMinute,
      expiresAt: withinLife(await lineageOf(tx, old, nowMs), lifetime),
    });
    if (neverCounts({ notBefore: old.notBefore, expiresAt: bounds.expiresAt })) {
      throw new ApiError(
        "conflict",
        "The new key would end before it begins to count; move the start of this one first",
      );
    }
    // Without a grace period one key takes the other's place, and there are no more than before. An imported one has none to give.
    if (grace_period_seconds > 0 || old.importedAt !== null) await requireRoom(tx, old, nowMs);
    if (grace_period_seconds > 0) await room?.(tx, nowMs);
    const actor = actedBy(principal);
    const now = new Date(nowMs);
    // No other one is made meanwhile: the key is held.
    const ended = descendants ? await endDescendants(tx, { keyIds: [keyId] }, { actor, now, with: keyId }) : null;
    const product = old.product as ProductId;
    const maker = makerOf(principal);
    const made = await insertKey(tx, nowMs, {
      ...bounds,
      organizationId: old.organizationId,
      createdById: old.createdById,
      // The calling credential knows the new secret, which ends with it. The old key's makers count for its line in any
      // case.
      createdByKeyId: maker.createdByKeyId ?? old.createdByKeyId,
      createdByTokenId: maker.createdByTokenId ?? old.createdByTokenId,
      lineId: old.lineId,
      // The rotator of a service's key answers for it from now on.
      vouchedById: voucherOf(principal, product),
      lifetimeSeconds: old.lifetimeSeconds,
      name: old.name,
      product,
      environment: old.environment,
      scopes: old.scopes,
      managedProducts: old.managedProducts,
      customerId: old.customerId,
      description: old.description,
      tags: old.tags,
      metadata: (old.metadata ?? {}) as Prisma.InputJsonObject,
      windows: storedWindows(readKeyWindows(old.windows)),
      // A key that is switched off is replaced by one that is, unless that was for its secret, which the new one does not have.
      disabledAt: (await isQuarantined(tx, old)) ? null : old.disabledAt,
      notBefore: old.notBefore,
    });
    const graceEndMs = nowMs + grace_period_seconds * 1000;
    const expiresAt = new Date(Math.min(graceEndMs, old.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
    const rotation = { replacedById: made.row.id, rotatedAt: now, expiresBeforeRotation: old.expiresAt };
    await tx.apiKey.update({
      where: { id: keyId },
      data: grace_period_seconds === 0 ? { ...rotation, revokedAt: now } : { ...rotation, expiresAt },
    });
    await recordKeyEvents(tx, actor, "key.rotated", [old], {
      successor_id: made.row.id,
      successor_prefix: made.row.keyPrefix,
      works_until: (grace_period_seconds === 0 ? now : expiresAt).toISOString(),
    });
    const end = made.row.expiresAt;
    const shortened = end ? await shortenDescendants(tx, { keyIds: [keyId] }, end, { actor, now, with: keyId }) : [];
    const result = await view(tx, principal, made.row, made.secret, nowMs);
    return { result, subjects: [...[keyId, ...shortened].map((id) => `key:${id}`), ...(ended?.subjects ?? [])] };
  });
}

/** A key whose owner last chose 90 days for it is replaced by one for 90 days. */
function sameLifetimeFrom({ expiresAt, lifetimeSeconds }: ApiKeyRow, nowMs: number): Date | null {
  if (expiresAt === null || lifetimeSeconds === null) return expiresAt;
  return new Date(nowMs + lifetimeSeconds * 1000);
}
