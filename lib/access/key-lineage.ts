import "server-only";
import type pg from "pg";
import { type AddressRange, parseRange } from "@/lib/platform/address-range";
import type { PrismaSession } from "@/lib/platform/database";
import {
  type Environment,
  isScopeId,
  managementProduct,
  productOfScope,
  type Role,
  roleOfScope,
  roleReaches,
  type ScopeId,
  scopeIds,
} from "./catalogue";
import { endedOr } from "./credential-record";
import { type CreditColumns, creditsSql, grantOf } from "./credit-record";
import type { HeldCredits } from "./credits";
import { memberStoppedSql } from "./customer-record";
import { endMsOf } from "./key-life";
import { keyLimitsOf } from "./key-limits";
import { keysWhere } from "./keys-where";
import type { LimitBucket } from "./limiter";
import { factorDueSql, policyEndSql, policyJoinSql } from "./policy-rules";
import type { Maker } from "./principal";
import { covers, scopesOfGrants } from "./scope-grants";

/**
 * The credentials that a key comes from. No credential makes one that outlives it or exceeds it (contract section 5). A
 * key is bounded by the key or token that made it, by theirs in turn, and by those of the keys whose place it took.
 */
export type Lineage = {
  /** A maker is gone, revoked or expired, and no rotation put another key in its place. */
  ended: boolean;
  /** When the first of the makers ends, in milliseconds since the epoch; null: none of them by itself. */
  expiresAtMs: number | null;
  /** From when on the user of a maker lacks the second factor that the organization asks for, in milliseconds since the epoch. */
  factorDueMs: number | null;
  /** A maker that nothing took the place of is switched off. */
  disabled: boolean;
  /** From when on all of them count; null: they do. */
  notBefore: Date | null;
  /** What each maker holds: the scopes of a key with scopes, or those that a token's user has by their role. */
  scopeCaps: readonly (readonly ScopeId[])[];
  /** The addresses that each maker with a list may be used from; a range that does not parse is left out. */
  addressLists: readonly (readonly AddressRange[])[];
  /** The origins that each maker with a list may be used from. */
  originLists: readonly (readonly string[])[];
  /** The limits that makers have of their own: what they made counts on them too. */
  limits: readonly LimitBucket[];
  /** The credits that makers have: what they made takes from them too. */
  credits: readonly HeldCredits[];
  /** The lines of the makers, whose budgets what they made counts on too; a management key's makes what customers use. */
  lines: readonly string[];
  /** Whose change concerns the key: `key:…` and `token:…` of every maker, and `user:…` of those whose tokens they are. */
  subjects: readonly string[];
};

/** What a key's lineage is looked up by. */
export type KeyPlace = { id: string; organizationId: string; lineId: string };

/** Runs a query with numbered parameters, in a pool or in a transaction. */
export type Ask = <R extends object>(sql: string, values: readonly (string | readonly string[])[]) => Promise<R[]>;

/** Asks in a pool. */
export function inPool(pool: pg.Pool): Ask {
  return async <R extends object>(sql: string, values: readonly (string | readonly string[])[]) =>
    (await pool.query<R>(sql, [...values])).rows;
}

/** Asks in a transaction. */
export function inSession(tx: PrismaSession): Ask {
  return <R extends object>(sql: string, values: readonly (string | readonly string[])[]) =>
    tx.$queryRawUnsafe<R[]>(sql, ...values);
}

/** A credential behind what `ref` names, as it is stored. */
export type MakerRow = {
  ref: string;
  id: string;
  kind: "key" | "token";
  line_id: string | null;
  product: string | null;
  environment: Environment | null;
  scopes: string[] | null;
  ip_allowlist: string[] | null;
  managed_products: string[] | null;
  rate_limit_per_minute: number | null;
  windows: unknown;
  disabled_at: Date | null;
  not_before: Date | null;
  allowed_origins: string[] | null;
  credits: CreditColumns | null;
  /** Nothing took its place. */
  newest: boolean;
  expires_at: Date | null;
  revoked_at: Date | null;
  missing: boolean;
  /** Whose token it is, and what they are in its organization. */
  user_id: string | null;
  role: Role | null;
  /** From when on their organization asks them for a second factor that they do not have. */
  factor_due: Date | null;
};

/**
 * Everything behind what `seed` names with its makers, in an organization. A maker's line counts as a whole, because what
 * takes a maker's place goes on for it; `line` is the asking key's own. UNION ends the walk also where two keys have
 * rotated each other.
 */
const behindSql = (seed: string, organization: string, line: string) => `
  WITH RECURSIVE ${seed}, behind (ref, line_id, created_by_key_id, created_by_token_id) AS (
    SELECT ref, NULL::text, key_id, token_id FROM seed
    UNION
    SELECT behind.ref, member.line_id, member.created_by_key_id, member.created_by_token_id
      FROM behind, ${keysWhere("id = behind.created_by_key_id")} maker, ${keysWhere("line_id = maker.line_id")} member
     WHERE maker.organization_id = ${organization} AND maker.line_id <> ${line}
  )
  SELECT line.ref, k.id, 'key' AS kind, k.line_id, k.product, k.environment, k.scopes, k.ip_allowlist, k.managed_products,
         k.rate_limit_per_minute, k.windows, k.disabled_at, k.not_before, k.allowed_origins, ${creditsSql("k.line_id")} AS credits, k.replaced_by_id IS NULL AS newest, ${policyEndSql("k", "key")} AS expires_at, k.revoked_at,
         FALSE AS missing, NULL AS user_id, NULL AS role, NULL::timestamptz AS factor_due
    FROM (SELECT DISTINCT ref, line_id FROM behind) line CROSS JOIN ${keysWhere("line_id = line.line_id")} k
    ${policyJoinSql("k.organization_id")}
  UNION ALL
  SELECT named.ref, named.id, 'key', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL::jsonb, FALSE, NULL, NULL, TRUE, NULL, NULL, NULL
    FROM (SELECT DISTINCT ref, created_by_key_id AS id FROM behind WHERE created_by_key_id IS NOT NULL) named
   WHERE NOT EXISTS (SELECT FROM ${keysWhere("id = named.id")} k WHERE k.organization_id = ${organization})
  UNION ALL
  SELECT named.ref, named.id, 'token', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL::jsonb, FALSE, ${policyEndSql("t", "token")},
         coalesce(${endedOr("t.revoked_at")}, ${memberStoppedSql("t.organization_id", "t.user_id")}), m.user_id IS NULL, t.user_id, m.role::text, ${factorDueSql("t.user_id")}
    FROM (SELECT DISTINCT ref, created_by_token_id AS id FROM behind WHERE created_by_token_id IS NOT NULL) named
    LEFT JOIN personal_access_tokens t ON t.id = named.id
    LEFT JOIN users u ON u.id = t.user_id
    ${policyJoinSql("t.organization_id")}
    LEFT JOIN memberships m ON m.user_id = t.user_id AND m.organization_id = t.organization_id`;

/** The keys whose place a key took count with their makers. */
const keysSql = `
  SELECT maker.* FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (organization_id, id, line_id), LATERAL (
  ${behindSql(
    `own (id) AS (
    SELECT id FROM api_keys WHERE organization_id = asked.organization_id AND id = asked.id
    UNION
    SELECT before.id FROM own, ${keysWhere("replaced_by_id = own.id")} before
  ), seed (ref, key_id, token_id) AS (
    SELECT asked.id, k.created_by_key_id, k.created_by_token_id FROM own, ${keysWhere("id = own.id")} k
  )`,
    "asked.organization_id",
    "asked.line_id",
  )}) AS maker`;

const madeSql = behindSql(
  `seed (ref, key_id, token_id) AS (
    SELECT ref, nullif(key_id, $3), nullif(token_id, $3) FROM unnest($2::text[], $4::text[], $5::text[]) AS made (ref, key_id, token_id)
  )`,
  "$1",
  "$3",
);

/** Reads the makers of keys in one query, by the keys' ids. */
export async function readKeyMakers(ask: Ask, keys: readonly KeyPlace[]): Promise<Map<string, MakerRow[]>> {
  const makers = new Map<string, MakerRow[]>(keys.map(({ id }) => [id, []]));
  if (keys.length === 0) return makers;
  const columns = (["organizationId", "id", "lineId"] as const).map((name) => keys.map((key) => key[name]));
  for (const row of await ask<MakerRow>(keysSql, columns)) makers.get(row.ref)?.push(row);
  return makers;
}

/** Reads what a key comes from, as of now. */
export async function readLineage(ask: Ask, place: KeyPlace, nowMs: number): Promise<Lineage> {
  return lineageFrom((await readKeyMakers(ask, [place])).get(place.id) ?? [], nowMs);
}

/** Reads what an organization's things that are no keys come from, as of now, by their ids; only of those that something made. */
export async function readMakers(
  ask: Ask,
  organizationId: string,
  made: readonly (Maker & { id: string })[],
  nowMs: number,
): Promise<Map<string, Lineage>> {
  const bound = made.filter(({ createdByKeyId, createdByTokenId }) => createdByKeyId ?? createdByTokenId);
  if (bound.length === 0) return new Map();
  const [ids, keyIds, tokenIds] = [
    bound.map(({ id }) => id),
    bound.map(({ createdByKeyId }) => createdByKeyId ?? ""),
    bound.map(({ createdByTokenId }) => createdByTokenId ?? ""),
  ];
  const rows = await ask<MakerRow>(madeSql, [organizationId, ids, "", keyIds, tokenIds]);
  const lineageOf = (id: string) =>
    lineageFrom(
      rows.filter(({ ref }) => ref === id),
      nowMs,
    );
  return new Map(ids.map((id) => [id, lineageOf(id)]));
}

/** Whether what has this lineage has ended with one of its makers. */
export function hasEnded(lineage: Lineage | undefined, nowMs: number): boolean {
  if (!lineage) return false;
  return lineage.ended || (lineage.expiresAtMs !== null && lineage.expiresAtMs <= nowMs);
}

/** Whether what has this lineage stands still with one of its makers, which is switched off or does not count yet. */
export function standsStill(lineage: Lineage | undefined, nowMs: number): boolean {
  return lineage !== undefined && (lineage.disabled || (lineage.notBefore?.getTime() ?? 0) > nowMs);
}

/** Those of the scopes that every maker holds itself. */
export function withinCaps<T extends string>(lineage: Lineage | undefined, scopes: readonly T[]): T[] {
  return scopes.filter((scope) => (lineage?.scopeCaps ?? []).every((cap) => covers(cap, scope)));
}

/** Those that one of them does not; of a role's every scope counts. */
export function beyondCaps(lineage: Lineage | undefined, grants: readonly string[]): string[] {
  const scopes = scopesOfGrants(grants);
  const within = withinCaps(lineage, scopes);
  return scopes.filter((scope) => !within.includes(scope));
}

/** The first of some ends, in milliseconds since the epoch; null where there is none. */
export function earliestEnd(ends: readonly (number | null | undefined)[]): number | null {
  const finite = ends.filter((end) => typeof end === "number" && Number.isFinite(end)).map(Number);
  return finite.length > 0 ? Math.min(...finite) : null;
}

/** The last of some moments; null where there is none. */
function latest(moments: readonly (Date | null | undefined)[]): Date | null {
  return moments.reduce<Date | null>((last, one) => (one && (!last || one > last) ? one : last), null);
}

/** From when on something counts that has several starts, in milliseconds since the epoch; null: it does. */
export function latestStart(starts: readonly (Date | null | undefined)[]): number | null {
  return latest(starts)?.getTime() ?? null;
}

/** What its makers make of a key, as of now. */
export function lineageFrom(rows: readonly MakerRow[], nowMs: number): Lineage {
  const makers = [...linesOf(rows), ...rows.filter(({ line_id }) => line_id === null).map((row) => [row])];
  const ends = makers.map((line) => endOf(line, nowMs));
  // The bounds of a line are those of its newest key.
  const heads = rows.filter(({ newest }) => newest);
  return {
    ended: ends.some((endMs) => endMs <= nowMs),
    expiresAtMs: earliestEnd(ends),
    disabled: heads.some(({ disabled_at }) => disabled_at !== null),
    notBefore: latest(heads.map(({ not_before }) => not_before)),
    factorDueMs: earliestEnd(rows.map(({ factor_due }) => factor_due?.getTime())),
    scopeCaps: [
      ...heads.flatMap(capOf),
      // A token holds what its user's role does.
      ...rows.flatMap(({ role }) =>
        role ? [scopeIds().filter((scope) => roleReaches(role, roleOfScope(scope)))] : [],
      ),
    ],
    // A management key's addresses are those of a backend: what it makes is used by customers.
    addressLists: heads.flatMap(({ product, ip_allowlist: list }) =>
      list && list.length > 0 && product !== managementProduct ? [rangesOf(list)] : [],
    ),
    originLists: heads.flatMap(({ allowed_origins: list }) => (list && list.length > 0 ? [list] : [])),
    limits: heads.flatMap(keyLimitsOf),
    credits: heads.flatMap(heldCredits),
    lines: heads.flatMap(({ line_id, product }) => (line_id && product !== managementProduct ? [line_id] : [])),
    subjects: rows.flatMap(({ kind, id, user_id }) => [
      `${kind}:${id}`,
      ...(user_id === null ? [] : [`user:${user_id}`]),
    ]),
  };
}

/** The scopes that a maker may hand on: a key its own, a management key those of the products that it manages. */
function capOf({ product, scopes, managed_products: managed }: MakerRow): ScopeId[][] {
  if (!scopes || scopes.length === 0) return [];
  if (product !== managementProduct) return [scopesOfGrants(scopes).filter(isScopeId)];
  return [scopeIds().filter((scope) => !managed?.length || managed.includes(productOfScope(scope)))];
}

/** A list's ranges. One that no longer parses opens nothing. */
export function rangesOf(list: readonly string[]): AddressRange[] {
  return list.map(parseRange).filter((range) => range !== null);
}

function linesOf(rows: readonly MakerRow[]): MakerRow[][] {
  const lines = new Map<string, MakerRow[]>();
  for (const row of rows) {
    if (row.line_id === null) continue;
    const line = lines.get(row.line_id);
    if (line) line.push(row);
    else lines.set(row.line_id, [row]);
  }
  return [...lines.values()];
}

/** When the last of a line ends; infinite for one that does not by itself, and long ago for one that has. */
function endOf(line: readonly MakerRow[], nowMs: number): number {
  const ends = line.map(({ missing, revoked_at, expires_at }) =>
    missing ? Number.NEGATIVE_INFINITY : endMsOf({ revokedAt: revoked_at, expiresAt: expires_at }),
  );
  return Math.max(Number.NEGATIVE_INFINITY, ...ends.filter((endMs) => endMs > nowMs));
}

function heldCredits({ credits, product, environment }: MakerRow): HeldCredits[] {
  if (!credits || product === null || environment === null) return [];
  return [{ ...grantOf(credits), of: "key", product, environment }];
}
