import "server-only";
import { isTooEarly } from "./credential-record";
import { isLive, type KeyState, type Life, type Start, vouchedProducts, whyNotYet } from "./key-life";
import type { Ask } from "./key-lineage";
import { readKeys, recordOfKey, type StoredKey } from "./key-record";
import { lacksFactor, policyStopSql } from "./policy-rules";
import { unattendedSql } from "./unattended";

// What lists say of keys is what the gate does with them: both read the key's record.

/** A key's state. */
export function stateOfKey(stored: StoredKey, nowMs: number): KeyState {
  const { revoked_at, expires_at } = stored.row;
  if (revoked_at) return "revoked";
  if (expires_at && expires_at.getTime() <= nowMs) return "expired";
  const own = whyNotYet({ disabledAt: stored.row.disabled_at, notBefore: stored.row.not_before }, nowMs);
  if (own) return own;
  const record = recordOfKey(stored, nowMs);
  if (!record || record.revoked || lacksFactor(record, nowMs)) return "suspended";
  // What made it is switched off, or has not begun.
  if (record.disabled || isTooEarly(record, nowMs)) return "suspended";
  return record.expiresAtMs !== null && record.expiresAtMs <= nowMs ? "suspended" : "active";
}

/** The states of keys by their ids; one that is gone has none. */
export async function readKeyStates(ask: Ask, ids: readonly string[], nowMs: number): Promise<Map<string, KeyState>> {
  if (ids.length === 0) return new Map();
  const stored = await readKeys(ask, "id", ids);
  return new Map(stored.flatMap((key) => (key ? [[key.row.id, stateOfKey(key, nowMs)] as const] : [])));
}

/** Keys whose state is not in their rows alone: those that a policy has ended by now, and those that are suspended. */
export type Elsewhere = { stoppedIds: readonly string[]; suspendedIds: readonly string[] };

/** Reads them of an organization. It costs little where that has no policy, no suspended member or customer and no key of a service. */
export async function readElsewhere(ask: Ask, organizationId: string, now: Date): Promise<Elsewhere> {
  const at = now.toISOString();
  const [asked] = await ask<{ stops: boolean; suspends: boolean }>(causesSql, [organizationId, vouchedProducts()]);
  const stopped = asked?.stops ? await ask<{ id: string }>(stoppedSql, [organizationId, at]) : [];
  const isAny = asked?.stops || asked?.suspends;
  const bound = isAny ? await ask<{ id: string }>(boundSql, [organizationId, at, vouchedProducts()]) : [];
  const ids = bound.map(({ id }) => id);
  const states = await readKeyStates(ask, ids, now.getTime());
  return {
    stoppedIds: stopped.map(({ id }) => id),
    suspendedIds: ids.filter((id) => states.get(id) === "suspended"),
  };
}

/** The state of a stored key of the organization by what was read of it. */
export function stateBeside(
  { id, ...life }: Life & Start & { id: string },
  { stoppedIds, suspendedIds }: { stoppedIds: ReadonlySet<string>; suspendedIds: ReadonlySet<string> },
  nowMs: number,
): KeyState {
  if (life.revokedAt) return "revoked";
  if (!isLive(life, nowMs) || stoppedIds.has(id)) return "expired";
  return whyNotYet(life, nowMs) ?? (suspendedIds.has(id) ? "suspended" : "active");
}

const suspendedMembers = `SELECT FROM memberships m JOIN users u ON u.id = m.user_id
   WHERE m.organization_id = $1 AND u.suspended_at IS NOT NULL`;

const suspendedCustomers = "SELECT id FROM customers WHERE organization_id = $1 AND suspended_at IS NOT NULL";

const causesSql = `
  SELECT EXISTS (SELECT FROM organization_policies WHERE organization_id = $1) AS stops,
         EXISTS (${suspendedMembers})
           OR EXISTS (SELECT FROM api_keys WHERE organization_id = $1 AND product = ANY($2::text[]))
           OR EXISTS (${suspendedCustomers}) AS suspends`;

const stoppedSql = `
  SELECT k.id FROM api_keys k JOIN organization_policies p ON p.organization_id = k.organization_id
   WHERE k.organization_id = $1 AND ${policyStopSql("k", "key")} <= $2::timestamptz`;

/** Live keys that need a voucher, stand for a member or come from another credential; where every member is suspended, all. */
const boundSql = `
  SELECT k.id FROM api_keys k
   WHERE k.organization_id = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2::timestamptz)
     AND (k.product = ANY($3::text[]) OR cardinality(k.scopes) = 0 OR k.created_by_key_id IS NOT NULL OR k.created_by_token_id IS NOT NULL
          OR k.line_id <> k.id OR k.customer_id IN (${suspendedCustomers})
          OR ${unattendedSql("$1")})`;
