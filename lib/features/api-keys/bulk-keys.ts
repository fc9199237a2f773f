import "server-only";
import { inSession, lineageFrom, readKeyMakers } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { policyBounds } from "@/lib/http/hold-policy";
import type { PrismaSession } from "@/lib/platform/database";
import { makersAmong, shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { type Actor, recordKeyEvents } from "@/lib/tenancy/key-events";
import type { ExpiredRow, ExpireManyRequest, RevokedRow, RevokeManyRequest } from "./bulk-contract";
import { attempt, chooseKeys, keysOf, manyKeys, refused } from "./chosen-keys";
import { secondsUntil } from "./create-key";
import { endKeysEach } from "./end-key";
import { withinLife } from "./key-bounds";
import { requireChangeable } from "./update-key";

/**
 * Revokes several keys at once, each in its own right and as `endKey` says. What the caller may not see or end is told
 * in its row and holds up no other. 401 for a caller who has ended meanwhile.
 */
export async function revokeApiKeys(
  principal: Principal,
  { ids, descendants }: RevokeManyRequest,
): Promise<{ data: RevokedRow[] }> {
  const data = await runtime().changes.commit(async (tx) => {
    const { chosen } = await chooseKeys(tx, principal, ids, "revoke");
    const { results, subjects } = await endKeysEach(tx, keysOf(chosen), actedBy(principal), { descendants });
    const ended = new Map(results.map((result) => [result.keyId, result]));
    const rows = chosen.map((one): RevokedRow => {
      const result = "key" in one ? ended.get(one.key.id) : undefined;
      if (!result) return { ...refused(one), revokedAt: null, descendantsRevoked: 0 };
      const { revokedAt, descendantsRevoked } = result;
      return { id: one.named, ok: true, error: null, revokedAt, descendantsRevoked };
    });
    return { result: rows, subjects };
  }, manyKeys);
  return { data };
}

/**
 * Sets when several keys expire, each as a change of it alone would: no later than its maker, within the organization's
 * policy, and nothing that it made longer than it. What may not be is told in its row.
 */
export async function expireApiKeys(
  principal: Principal,
  { ids, expires_in_days: days }: ExpireManyRequest,
): Promise<{ data: ExpiredRow[] }> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  const wanted = days === null ? null : new Date(nowMs + days * dayMs);
  const data = await changes.commit(async (tx) => {
    const { chosen: found } = await chooseKeys(tx, principal, ids, "update");
    const bounds = await policyBounds(tx, principal.organizationId, "key");
    const makers = await readKeyMakers(inSession(tx), keysOf(found));
    const ends = new Map<string, Date | null>();
    const chosen = found.map((one) =>
      attempt(one, (key) => {
        requireChangeable(key, nowMs);
        const expiresAt = withinLife(lineageFrom(makers.get(key.id) ?? [], nowMs), wanted);
        bounds.requireLife({ createdAt: key.createdAt, expiresAt });
        ends.set(key.id, expiresAt);
      }),
    );
    const changed = await setEnds(tx, ends, nowMs);
    if (changed.length > 0) {
      await recordKeyEvents(tx, actedBy(principal), "key.updated", changed, { changed: ["expires_in_days"] });
    }
    const shortened = await shortenMade(tx, ends, actedBy(principal), nowMs);
    const rows = chosen.map((one): ExpiredRow => {
      if ("error" in one) return { ...refused(one), expiresAt: null };
      return { id: one.named, ok: true, error: null, expiresAt: ends.get(one.key.id)?.toISOString() ?? null };
    });
    return { result: rows, subjects: [...ends.keys(), ...shortened].map((id) => `key:${id}`) };
  }, manyKeys);
  return { data };
}

/** Most keys get the same end, so that it is written by few statements. */
async function setEnds(tx: PrismaSession, ends: ReadonlyMap<string, Date | null>, nowMs: number): Promise<ApiKeyRow[]> {
  const groups = new Map<number | null, string[]>();
  for (const [id, expiresAt] of ends) {
    const endMs = expiresAt?.getTime() ?? null;
    const group = groups.get(endMs);
    if (group) group.push(id);
    else groups.set(endMs, [id]);
  }
  const changed: ApiKeyRow[] = [];
  for (const [endMs, ids] of groups) {
    const expiresAt = endMs === null ? null : new Date(endMs);
    const rows = await tx.apiKey.updateManyAndReturn({
      where: { id: { in: ids } },
      data: { expiresAt, lifetimeSeconds: expiresAt && secondsUntil(expiresAt, nowMs) },
    });
    changed.push(...rows);
  }
  return changed;
}

/** Ends no later than their makers what keys made whose end was set, and returns which keys those are. */
export async function shortenMade(
  tx: PrismaSession,
  ends: ReadonlyMap<string, Date | null>,
  actor: Actor,
  nowMs: number,
): Promise<string[]> {
  const now = new Date(nowMs);
  const makers = await makersAmong(tx, [...ends.keys()]);
  const shortened: string[] = [];
  for (const id of makers) {
    const expiresAt = ends.get(id);
    if (expiresAt) {
      shortened.push(...(await shortenDescendants(tx, { keyIds: [id] }, expiresAt, { actor, now, with: id })));
    }
  }
  return shortened;
}
