import "server-only";
import { productIds } from "@/lib/access/catalogue";
import { whyStopped } from "@/lib/access/credential-record";
import { isLive, type KeyState, type Life, needsVoucher, type Start, whyNotYet } from "@/lib/access/key-life";
import type { Ask } from "@/lib/access/key-lineage";
import { readKeys, recordOfKey, type StoredKey } from "@/lib/access/key-record";
import { keysWhere } from "@/lib/access/keys-where";
import { lacksFactor, policyStopSql } from "@/lib/access/policy-rules";
import { unattendedSql } from "@/lib/access/unattended";
import { type Elsewhere, liveTextSql } from "./live-keys";

// What lists say of keys is what the gate does with them: both read the key's record.

/** What ends a key comes before what keeps it from working for now; what is not in its row is asked for last. */
function stateBy(life: Life & Start, isSuspended: () => boolean, nowMs: number): KeyState {
  if (life.revokedAt) return "revoked";
  if (!isLive(life, nowMs)) return "expired";
  return whyNotYet(life, nowMs) ?? (isSuspended() ? "suspended" : "active");
}

/** A key's state. */
export function stateOfKey(stored: StoredKey, nowMs: number): KeyState {
  const { revoked_at: revokedAt, expires_at: expiresAt, disabled_at: disabledAt, not_before: notBefore } = stored.row;
  const isSuspended = () => {
    const record = recordOfKey(stored, nowMs);
    // Also by what made it, which has ended, is switched off or has not begun.
    return !record || whyStopped(record, nowMs) !== null || lacksFactor(record, nowMs);
  };
  return stateBy({ revokedAt, expiresAt, disabledAt, notBefore }, isSuspended, nowMs);
}

/** The states of keys by their ids; one that is gone has none. */
export async function readKeyStates(ask: Ask, ids: readonly string[], nowMs: number): Promise<Map<string, KeyState>> {
  if (ids.length === 0) return new Map();
  const stored = await readKeys(ask, "id", ids);
  return new Map(stored.flatMap((key) => (key ? [[key.row.id, stateOfKey(key, nowMs)] as const] : [])));
}

/**
 * Reads them of some organizations. It costs little where these have no policy, no suspended member or customer, and no key of a
 * service or of a product that is gone. A key that made others costs nothing unless it is switched off or yet to begin.
 */
export async function readElsewhere(
  ask: Ask,
  organizationIds: string | readonly string[],
  now: Date,
): Promise<Elsewhere> {
  const at = now.toISOString();
  const found = { stoppedIds: [] as string[], suspendedIds: [] as string[] };
  const plain = productIds().filter((product) => !needsVoucher({ product }));
  const asked = await ask<{ id: string; stops: boolean }>(causesSql, [[organizationIds].flat(), plain, at]);
  for (const { id: organizationId, stops } of asked) {
    const stopped = stops ? await ask<{ id: string }>(stoppedSql, [organizationId, at]) : [];
    const bound = await ask<{ id: string }>(boundSql, [organizationId, at, plain]);
    const ids = bound.map(({ id }) => id);
    const states = await readKeyStates(ask, ids, now.getTime());
    for (const { id } of stopped) found.stoppedIds.push(id);
    for (const id of ids) if (states.get(id) === "suspended") found.suspendedIds.push(id);
  }
  return found;
}

/** The state of a stored key of the organization by what was read of it. */
export function stateBeside(
  key: Life & Start & { id: string },
  { stoppedIds, suspendedIds }: { stoppedIds: ReadonlySet<string>; suspendedIds: ReadonlySet<string> },
  nowMs: number,
): KeyState {
  const life = stoppedIds.has(key.id) ? { ...key, expiresAt: new Date(nowMs) } : key;
  return stateBy(life, () => suspendedIds.has(key.id), nowMs);
}

const suspendedCustomersOf = (organizationId: string) =>
  `SELECT id FROM customers WHERE organization_id = ${organizationId} AND suspended_at IS NOT NULL`;

/** The organizations of which keys may be stopped elsewhere. */
const causesSql = `
  SELECT * FROM (
    SELECT o.id, EXISTS (SELECT FROM organization_policies WHERE organization_id = o.id) AS stops,
           EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                    WHERE m.organization_id = o.id AND u.suspended_at IS NOT NULL)
             OR EXISTS (SELECT FROM api_keys k WHERE k.organization_id = o.id AND (k.product <> ALL($2::text[])
                          OR (k.disabled_at IS NOT NULL OR k.not_before > $3::timestamptz) AND EXISTS (
                            SELECT FROM ${keysWhere("line_id = k.line_id")} maker, ${keysWhere("created_by_key_id = maker.id")} made)))
             OR EXISTS (${suspendedCustomersOf("o.id")}) AS suspends
      FROM unnest($1::text[]) AS o (id)) causes
   WHERE stops OR suspends`;

/** Keys that only a policy ended. Lists name each by its id, and a query takes no more than 32,766 of them: others are left out. */
const stoppedSql = `
  SELECT k.id FROM api_keys k JOIN organization_policies p ON p.organization_id = k.organization_id
   WHERE k.organization_id = $1 AND ${liveTextSql("k", "$2::timestamptz")} AND ${policyStopSql("k", "key")} <= $2::timestamptz`;

/** Live keys that need a voucher, are of no product of the catalogue, stand for a member or come from another credential; where every member is suspended, all. */
const boundSql = `
  SELECT k.id FROM api_keys k
   WHERE k.organization_id = $1 AND ${liveTextSql("k", "$2::timestamptz")}
     AND (k.product <> ALL($3::text[]) OR cardinality(k.scopes) = 0 OR k.created_by_key_id IS NOT NULL OR k.created_by_token_id IS NOT NULL
          OR k.line_id <> k.id OR k.customer_id IN (${suspendedCustomersOf("$1")})
          OR ${unattendedSql("$1")})`;
