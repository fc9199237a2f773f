import "server-only";
import { processSlot } from "@/lib/platform/process-slot";

/** How a call with an awaited key was answered. */
export type SeenCall = { endpoint: string; status: number; elapsedMs: number };

type Awaited = { keyPrefix: string | null; askedMs: number; seen: SeenCall | null };

/** Who waits asks again within seconds; one who has left is forgotten. */
const heldMs = 30_000;
/** A bound for what strangers may make us hold. */
const mostAwaited = 1_000;

const slot = processSlot<Map<string, Awaited>>("awaited-calls");

/**
 * What this process saw of calls with a key since its page began to wait for them; null: nothing yet. Calls are noted
 * only while somebody asks, so traffic costs nothing otherwise. Without a prefix, calls with broken keys are not noted.
 */
export function awaitCall(credentialId: string, keyPrefix: string | null, nowMs: number): SeenCall | null {
  if (!slot.isHeld()) slot.hold(new Map());
  const awaited = slot.get();
  const known = awaited.get(credentialId);
  // Taken out and put in again: the map is ordered by when somebody last asked.
  awaited.delete(credentialId);
  for (const [id, { askedMs }] of awaited) {
    if (awaited.size < mostAwaited && nowMs - askedMs <= heldMs) break;
    awaited.delete(id);
  }
  const seen = known && nowMs - known.askedMs <= heldMs ? known.seen : null;
  awaited.set(credentialId, { keyPrefix, askedMs: nowMs, seen });
  return seen;
}

/** Notes an answered call, if it is awaited. The first success stays; a refusal gives way to what comes after it. */
export function noteCall(credentialId: string, call: SeenCall): void {
  if (!slot.isHeld()) return;
  note(slot.get().get(credentialId), call);
}

/** Notes a call whose token is no credential, but begins like an awaited key: it was not copied whole. */
export function noteUnknownToken(token: string, call: SeenCall): void {
  if (!slot.isHeld()) return;
  for (const awaited of slot.get().values()) {
    if (awaited.keyPrefix !== null && token.startsWith(awaited.keyPrefix)) note(awaited, call);
  }
}

function note(awaited: Awaited | undefined, call: SeenCall): void {
  if (!awaited || (awaited.seen !== null && awaited.seen.status < 400)) return;
  awaited.seen = call;
}
