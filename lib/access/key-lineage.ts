import "server-only";
import { type AddressRange, parseRange } from "./address";
import {
  type Environment,
  isProductId,
  isScopeId,
  type Role,
  roleOfScope,
  roleReaches,
  type ScopeId,
  scopeIds,
} from "./catalogue";
import { endMsOf } from "./key-life";
import type { LimitBucket } from "./limiter";

/**
 * The credentials that a key comes from. No credential makes one that outlives it or exceeds it (contract section 5): a key
 * is bounded by the key or token that made it, by theirs in turn, and by those of the keys whose place it took.
 */
export type Lineage = {
  /** A maker is gone, revoked or expired, and no rotation put another key in its place. */
  ended: boolean;
  /** When the first of the makers ends, in milliseconds since the epoch; null: none of them by itself. */
  expiresAtMs: number | null;
  /** What each maker holds: the scopes of a key with scopes, or those that a token's user has by their role. */
  scopeCaps: readonly (readonly ScopeId[])[];
  /** The addresses that each maker with a list may be used from; a range that does not parse is left out. */
  addressLists: readonly (readonly AddressRange[])[];
  /** The limits that makers have of their own: what they made counts on them too. */
  limits: readonly LimitBucket[];
  /** Whose change concerns the key: `key:…` and `token:…` of every maker, and `user:…` of those whose tokens they are. */
  subjects: readonly string[];
};

/** What a key's lineage is looked up by. */
export type KeyPlace = { id: string; organizationId: string; lineId: string };

/** Runs a query with numbered parameters, in a pool or in a transaction. */
export type MakerQuery = (sql: string, values: readonly string[]) => Promise<MakerRow[]>;

/** A credential behind a key, as it is stored. */
export type MakerRow = {
  id: string;
  kind: "key" | "token";
  line_id: string | null;
  product: string | null;
  environment: Environment | null;
  scopes: string[] | null;
  ip_allowlist: string[] | null;
  rate_limit_per_minute: number | null;
  /** Nothing took its place. */
  newest: boolean;
  expires_at: Date | null;
  revoked_at: Date | null;
  missing: boolean;
  /** Whose token it is, and what they are in its organization. */
  user_id: string | null;
  role: Role | null;
};

/**
 * The keys whose place a key took count with their makers; a maker's line counts as a whole, because what takes a maker's
 * place goes on for it. UNION ends the walk also where two keys have rotated each other.
 */
const lineageSql = `
  WITH RECURSIVE own (id) AS (
    SELECT id FROM api_keys WHERE organization_id = $1 AND id = $2
    UNION
    SELECT before.id FROM own JOIN api_keys before ON before.replaced_by_id = own.id
  ), behind (line_id, created_by_key_id, created_by_token_id) AS (
    SELECT k.line_id, k.created_by_key_id, k.created_by_token_id FROM own JOIN api_keys k ON k.id = own.id
    UNION
    SELECT member.line_id, member.created_by_key_id, member.created_by_token_id
      FROM behind JOIN api_keys maker ON maker.id = behind.created_by_key_id
      JOIN api_keys member ON member.line_id = maker.line_id
     WHERE maker.organization_id = $1 AND maker.line_id <> $3
  )
  SELECT k.id, 'key' AS kind, k.line_id, k.product, k.environment, k.scopes, k.ip_allowlist, k.rate_limit_per_minute,
         k.replaced_by_id IS NULL AS newest, k.expires_at, k.revoked_at, FALSE AS missing,
         NULL AS user_id, NULL AS role
    FROM api_keys k WHERE k.line_id IN (SELECT line_id FROM behind) AND k.line_id <> $3
  UNION ALL
  SELECT named.id, 'token', NULL, NULL, NULL, NULL, NULL, NULL, FALSE, t.expires_at, t.revoked_at,
         m.user_id IS NULL, t.user_id, m.role::text
    FROM (SELECT DISTINCT created_by_token_id AS id FROM behind WHERE created_by_token_id IS NOT NULL) named
    LEFT JOIN personal_access_tokens t ON t.id = named.id
    LEFT JOIN memberships m ON m.user_id = t.user_id AND m.organization_id = t.organization_id`;

/** Reads what a key comes from, as of now. */
export async function readLineage(run: MakerQuery, place: KeyPlace, nowMs: number): Promise<Lineage> {
  const rows = await run(lineageSql, [place.organizationId, place.id, place.lineId]);
  const makers = [...linesOf(rows), ...rows.filter(({ kind }) => kind === "token").map((row) => [row])];
  const ends = makers.map((line) => endOf(line, nowMs));
  // The bounds of a line are those of its newest key.
  const heads = rows.filter(({ newest }) => newest);
  return {
    ended: ends.some((endMs) => endMs <= nowMs),
    expiresAtMs: earliestOf(ends),
    scopeCaps: [
      ...heads.flatMap(({ scopes }) => (scopes && scopes.length > 0 ? [scopes.filter(isScopeId)] : [])),
      // A token holds what its user's role does.
      ...rows.flatMap(({ role }) => (role ? [scopeIds.filter((scope) => roleReaches(role, roleOfScope(scope)))] : [])),
    ],
    addressLists: heads.flatMap(({ ip_allowlist: list }) => (list && list.length > 0 ? [rangesOf(list)] : [])),
    limits: heads.flatMap(limitOf),
    subjects: rows.flatMap(({ kind, id, user_id }) => [
      `${kind}:${id}`,
      ...(user_id === null ? [] : [`user:${user_id}`]),
    ]),
  };
}

/** The limit that a key has of its own; all keys of its line count on it together. */
export function keyLimit(key: {
  line_id: string | null;
  product: string | null;
  environment: Environment | null;
  rate_limit_per_minute: number | null;
}): LimitBucket | null {
  const { line_id, product, rate_limit_per_minute: perMinute } = key;
  if (perMinute === null || line_id === null || product === null || !isProductId(product)) return null;
  const { environment } = key;
  if (environment === null) return null;
  return { subject: `key:${line_id}`, product, environment, limits: { perMinute, burst: perMinute } };
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

function earliestOf(ends: readonly number[]): number | null {
  const finite = ends.filter(Number.isFinite);
  return finite.length > 0 ? Math.min(...finite) : null;
}

function limitOf(row: MakerRow): LimitBucket[] {
  const limit = keyLimit(row);
  return limit ? [limit] : [];
}
