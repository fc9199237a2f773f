import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { endDescendants, hasLiveSuccessor } from "@/lib/tenancy/end-keys";
import type { NewEvent } from "@/lib/tenancy/events";
import { type Actor, recordKeyEvents } from "@/lib/tenancy/key-events";
import { noSuchKey } from "./find-key";

/** A key that was revoked, now or before. */
export type Revocation = { keyId: string; revokedAt: string; descendantsRevoked: number };

/** Whether keys that it made end also where a rotation has put another key in its place, and what the event tells. */
type HowToEnd = { descendants: boolean; told?: NewEvent["data"] };

/**
 * Revokes a key, and with it the keys that were made with it. Where a rotation has put another key in its place, they go
 * on unless they are to end too. A second time changes nothing of the key. The caller announces the subjects.
 */
export async function endKey(
  tx: PrismaSession,
  key: ApiKeyRow,
  actor: Actor,
  { descendants, told }: HowToEnd,
): Promise<{ result: Revocation; subjects: string[] }> {
  const keyId = key.id;
  const now = new Date(runtime().clock.now());
  const { count } = await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } });
  if (count > 0) await recordKeyEvents(tx, actor, "key.revoked", [key], told);
  const goOn = !descendants && (await hasLiveSuccessor(tx, key, now));
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
}
