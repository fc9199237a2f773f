import "server-only";
import type { Principal } from "@/lib/access/principal";
import { releaseSlots, renewSlots, type SlotLease } from "@/lib/access/slot-leases";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { wholeSecond } from "@/lib/platform/whole-second";
import { heldBy } from "./hold-calls";
import type { Hold, HoldWanted } from "./hold-contract";

/** Only keys have the scope by name, and only an instance admin can make one that does. */
export function isTrustedService({ kind, scopes }: Principal): boolean {
  return kind === "api-key" && scopes !== "all" && scopes.includes("keys:verify");
}

/** Who renews and releases what a question holds: the trusted services of an organization together, or whoever asks about its own keys. */
export function askedBy(principal: Principal): string {
  return `${isTrustedService(principal) ? "service" : "org"}:${principal.organizationId}`;
}

/** Holds a call for longer, from now on. 404 for one that is over, or that others asked for. */
export async function renewHold(
  principal: Principal,
  id: string,
  { ttl_seconds: ttlSeconds }: HoldWanted,
): Promise<{ data: Hold }> {
  const lease = await renewSlots(heldBy(askedBy(principal)), id, ttlSeconds, (tx) => holdCaller(tx, principal));
  if (!lease) throw new ApiError("not_found", "There is no such hold, or it has expired");
  return { data: viewOf(lease) };
}

/** Releases a call that has ended. What is over already, or was never there, stays so; what others asked for stays held. */
export async function releaseHold(principal: Principal, id: string): Promise<void> {
  await releaseSlots(heldBy(askedBy(principal)), id, (tx) => holdCaller(tx, principal));
}

/** What a verdict says of a call that it holds. */
export function toldHold(asked: { hold?: SlotLease | null } | undefined): Hold | null {
  return asked?.hold ? viewOf(asked.hold) : null;
}

function viewOf({ id, expiresAt }: SlotLease): Hold {
  return { id, expires_at: wholeSecond(expiresAt) };
}
