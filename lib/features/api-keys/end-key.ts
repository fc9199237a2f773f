import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { endDescendants, makersAmong, withLiveSuccessor } from "@/lib/tenancy/end-keys";
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
  how: HowToEnd,
): Promise<{ result: Revocation; subjects: string[] }> {
  const { results, subjects } = await endKeysEach(tx, [key], actor, how);
  const [result] = results;
  // Gone with its organization meanwhile.
  if (!result) throw noSuchKey();
  return { result, subjects };
}

/** The same of several keys, each in its own right; one that is gone has no result. */
export async function endKeysEach(
  tx: PrismaSession,
  keys: readonly ApiKeyRow[],
  actor: Actor,
  { descendants, told }: HowToEnd,
): Promise<{ results: Revocation[]; subjects: string[] }> {
  const now = new Date(runtime().clock.now());
  const ids = keys.map(({ id }) => id);
  const ended = await tx.apiKey.updateManyAndReturn({
    where: { id: { in: ids }, revokedAt: null },
    data: { revokedAt: now },
  });
  if (ended.length > 0) await recordKeyEvents(tx, actor, "key.revoked", ended, told);
  const makers = await makersAmong(tx, ids);
  const descendantsOf = new Map<string, number>();
  const subjects = ids.map((id) => `key:${id}`);
  for (const key of keys.filter(({ id }) => makers.has(id))) {
    if (!descendants && (await withLiveSuccessor(tx, [key.id], now)).has(key.id)) continue;
    const made = await endDescendants(tx, { keyIds: [key.id] }, { actor, now, with: key.id });
    descendantsOf.set(key.id, made.keyIds.length);
    subjects.push(...made.subjects);
  }
  // Of two at once, both tell when the first one did it.
  const stored = await tx.apiKey.findMany({ where: { id: { in: ids } }, select: { id: true, revokedAt: true } });
  const results = stored.map(({ id, revokedAt }) => {
    if (!revokedAt) throw new Error("a revoked key says when");
    return { keyId: id, revokedAt: revokedAt.toISOString(), descendantsRevoked: descendantsOf.get(id) ?? 0 };
  });
  return { results, subjects };
}
