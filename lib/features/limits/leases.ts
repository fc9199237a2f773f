import "server-only";
import type { Principal } from "@/lib/access/principal";
import { acquireSlots, releaseSlots, renewSlots, type SlotLease } from "@/lib/access/slot-leases";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { wholeSecond } from "@/lib/platform/whole-second";
import { findLimit } from "./find-limit";
import type { Acquire, Lease, LeaseVerdict, Renew } from "./lease-contract";
import { isOfNamespace, requireWholeReach } from "./limits-reach";
import { noSuchNamespace } from "./namespaces";

/**
 * Holds slots of an identifier where it then holds no more than it may, and nothing otherwise. 404 for a namespace that is not
 * there, 409 for one without concurrency.
 */
export async function acquireLease(
  principal: Principal,
  name: string,
  wanted: Acquire,
): Promise<{ data: LeaseVerdict }> {
  const { identifier, slots, ttl_seconds: ttlSeconds } = wanted;
  const { namespace, found } = await findLimit(principal, name, identifier);
  const { concurrency: limit } = found;
  if (limit === null) throw new ApiError("conflict", "This limit namespace says no concurrency");
  const holder = { namespaceId: namespace.id, identifier };
  const { leases, held, retryAfter } = await acquireSlots(
    principal.organizationId,
    holder,
    limit,
    [{ slots, ttlSeconds, askedBy: null }],
    async (tx) => {
      await holdCaller(tx, principal);
      // It goes with all its leases, and none comes after.
      const there = await tx.$queryRaw<
        unknown[]
      >`SELECT FROM limit_namespaces WHERE id = ${namespace.id} FOR KEY SHARE`;
      if (there.length === 0) throw noSuchNamespace();
    },
  );
  const [lease] = leases ?? [];
  return {
    data: {
      allowed: leases !== null,
      identifier,
      lease: lease ? viewOf(lease) : null,
      limit,
      held,
      retry_after: retryAfter,
    },
  };
}

/** Holds a lease's slots for longer, from now on. 404 for one that is over or not of this namespace. */
export async function renewLease(
  principal: Principal,
  name: string,
  id: string,
  { ttl_seconds: ttlSeconds }: Renew,
): Promise<{ data: Lease }> {
  requireWholeReach(principal);
  const lease = await renewSlots(isOfNamespace(principal, name), id, ttlSeconds, (tx) => holdCaller(tx, principal));
  if (!lease) throw noSuchLease();
  return { data: viewOf(lease) };
}

/** Frees a lease's slots. 404 for one that is over or not of this namespace. */
export async function releaseLease(principal: Principal, name: string, id: string): Promise<void> {
  requireWholeReach(principal);
  const wasHeld = await releaseSlots(isOfNamespace(principal, name), id, (tx) => holdCaller(tx, principal));
  if (!wasHeld) throw noSuchLease();
}

/** A lease as it is told. */
export function viewOf({ id, identifier, slots, createdAt, expiresAt }: SlotLease): Lease {
  return { id, identifier, slots, created_at: wholeSecond(createdAt), expires_at: wholeSecond(expiresAt) };
}

function noSuchLease(): ApiError {
  return new ApiError("not_found", "There is no such lease, or it has expired");
}
