import "server-only";
import { inSession, lineageFrom, readKeyMakers } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { flatErrorsOf } from "@/lib/http/envelope";
import { policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { makersAmong, shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import type { ExpiredRow, ExpireManyRequest, RevokedRow, RevokeManyRequest } from "./bulk-contract";
import type { KeyPower } from "./contract";
import { secondsUntil } from "./create-key";
import { endKeysEach } from "./end-key";
import { keyNamed, noSuchKey } from "./find-key";
import { withinLife } from "./key-bounds";
import { requirePower } from "./key-powers";
import { reachOf } from "./key-reach";
import { requireChangeable } from "./update-key";

/** Why it does not happen to a key, or the key that it happens to. */
type Chosen = { named: string; key: ApiKeyRow } | { named: string; error: ApiError };

/**
 * Revokes several keys at once, each in its own right and as `endKey` says: what the caller may not see or end is told in
 * its row and holds up no other. 401 for a caller who has ended meanwhile.
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
  });
  return { data };
}

/**
 * Sets when several keys expire, each as a change of it alone would: no later than its maker, within the organization's
 * policy, and nothing that it made longer than it. What may not be is told in its row.
 */
export async function expireApiKeys(
  principal: UserPrincipal,
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
    const shortened = await shortenMade(tx, ends, nowMs);
    const rows = chosen.map((one): ExpiredRow => {
      if ("error" in one) return { ...refused(one), expiresAt: null };
      return { id: one.named, ok: true, error: null, expiresAt: ends.get(one.key.id)?.toISOString() ?? null };
    });
    return { result: rows, subjects: [...ends.keys(), ...shortened].map((id) => `key:${id}`) };
  });
  return { data };
}

/** The keys that are named, held until the transaction ends, as far as the caller has the power over them now. */
async function chooseKeys(
  tx: PrismaSession,
  principal: Principal,
  named: readonly string[],
  power: KeyPower,
): Promise<{ chosen: Chosen[] }> {
  const names = named.map(keyNamed);
  const where = {
    AND: [
      {
        OR: [
          { id: { in: names.flatMap((name) => ("id" in name ? name.id : [])) } },
          { uuid: { in: names.flatMap((name) => ("uuid" in name ? name.uuid : [])) } },
        ],
      },
      reachOf(principal),
    ],
  };
  const seen = await tx.apiKey.findMany({ where, select: { id: true } });
  const holder = await holdRights(
    tx,
    principal,
    seen.map(({ id }) => id),
  );
  const held = await tx.apiKey.findMany({ where: { AND: [where, reachOf(holder)] } });
  const byName = new Map(held.flatMap((key) => [[key.id, key] as const, [key.uuid, key] as const]));
  const chosen = named.map((name): Chosen => {
    const key = byName.get(name) ?? byName.get(name.toLowerCase());
    if (!key) return { named: name, error: noSuchKey() };
    return attempt({ named: name, key }, () => requirePower(holder, key, power));
  });
  return { chosen };
}

/** Whether a key passes what is asked of it; a refusal is its own. */
function attempt(one: Chosen, ask: (key: ApiKeyRow) => void): Chosen {
  if ("error" in one) return one;
  try {
    ask(one.key);
    return one;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { named: one.named, error };
  }
}

function keysOf(chosen: readonly Chosen[]): ApiKeyRow[] {
  const keys = chosen.flatMap((one) => ("key" in one ? [[one.key.id, one.key] as const] : []));
  return [...new Map(keys).values()];
}

function refused(one: Chosen): { id: string; ok: false; error: RevokedRow["error"] } {
  const [error] = flatErrorsOf("error" in one ? one.error : noSuchKey());
  return { id: one.named, ok: false, error };
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

async function shortenMade(
  tx: PrismaSession,
  ends: ReadonlyMap<string, Date | null>,
  nowMs: number,
): Promise<string[]> {
  const makers = await makersAmong(tx, [...ends.keys()]);
  const shortened: string[] = [];
  for (const id of makers) {
    const expiresAt = ends.get(id);
    if (expiresAt) shortened.push(...(await shortenDescendants(tx, { keyIds: [id] }, expiresAt, new Date(nowMs))));
  }
  return shortened;
}
