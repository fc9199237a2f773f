import { dayMs } from "@/lib/access/limit-windows";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Elsewhere } from "@/lib/tenancy/live-keys";
import { keysInState } from "@/lib/tenancy/live-keys";
import type { KeyConcernName } from "./contract";

export const expiresSoonMs = 14 * dayMs;
export const unusedMs = 30 * dayMs;
/** A key that was made a moment ago is not yet "never used". */
export const settlingMs = 7 * dayMs;

/** A rotated key is meant to end. */
function activeKeys(nowMs: number, elsewhere: Elsewhere) {
  return { AND: keysInState("active", new Date(nowMs), elsewhere), replacedById: null };
}

function reasonsAsOf(nowMs: number) {
  const soon = new Date(nowMs + expiresSoonMs);
  const stays = { OR: [{ expiresAt: null }, { expiresAt: { gt: soon } }] };
  return {
    expires: { expiresAt: { lte: soon } },
    unused: { ...stays, lastUsedAt: { lte: new Date(nowMs - unusedMs) } },
    neverUsed: { ...stays, lastUsedAt: null, createdAt: { lte: new Date(nowMs - settlingMs) } },
  };
}

/** Why an active key wants a look, as Prisma conditions that exclude each other. */
export function concernsAsOf(nowMs: number, elsewhere: Elsewhere) {
  const active = activeKeys(nowMs, elsewhere);
  const { expires, unused, neverUsed } = reasonsAsOf(nowMs);
  return {
    expires: { ...active, ...expires },
    unused: { ...active, ...unused },
    neverUsed: { ...active, ...neverUsed },
  };
}

/** A Prisma condition for the keys that want a look. It names those that are stopped elsewhere once: they may be many. */
export function keysOfConcern(nowMs: number, elsewhere: Elsewhere) {
  return { ...activeKeys(nowMs, elsewhere), OR: Object.values(reasonsAsOf(nowMs)) };
}

/** Why one kind of active keys wants a look, as a Prisma condition; `rejectedIds` are those of `readRejectedKeys`. */
export function keysOfOneConcern(
  concern: KeyConcernName,
  nowMs: number,
  elsewhere: Elsewhere,
  rejectedIds: readonly string[],
): Prisma.ApiKeyWhereInput {
  const active = activeKeys(nowMs, elsewhere);
  if (concern === "expires_soon") return concernsAsOf(nowMs, elsewhere).expires;
  if (concern === "rejected") return { ...active, id: { in: [...rejectedIds] } };
  const since = new Date(nowMs - unusedMs);
  return { ...active, OR: [{ lastUsedAt: { lte: since } }, { lastUsedAt: null, createdAt: { lte: since } }] };
}
