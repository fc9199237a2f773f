import "server-only";
import type pg from "pg";
import { type AddressRange, parseRange } from "./address";
import { type Environment, isPlanId, isProductId, isScopeId, type PlanId } from "./catalogue";
import type { LimitBucket } from "./limiter";
import type { CredentialKind, Principal } from "./principal";

/** Everything a request's check needs to know of a credential, ready to use. */
export type CredentialRecord = {
  principal: Principal;
  /** Milliseconds since the epoch; null never expires. */
  expiresAtMs: number | null;
  revoked: boolean;
  /** Empty: any address. */
  ipAllowlist: readonly AddressRange[];
  /** A limit of the key's own, stricter than its plan's. */
  ownLimit: LimitBucket | null;
  /** What ends or changes this record: the credential, its user, its organization. */
  subjects: readonly string[];
  /** When last use was last noted, in milliseconds since the epoch. */
  lastUseNotedMs: number;
};

type Row = {
  id: string;
  user_id: string | null;
  organization_id: string;
  plan: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
};

type KeyRow = Row & {
  product: string;
  environment: string;
  scopes: string[];
  ip_allowlist: string[];
  rate_limit_per_minute: number | null;
};

/** Loads a personal access token by the hash of its secret; null when there is none. */
export async function loadToken(pool: pg.Pool, secretHash: string): Promise<CredentialRecord | null> {
  const { rows } = await pool.query<Row>(
    `SELECT t.id, t.user_id, o.id AS organization_id, o.plan, t.expires_at, t.revoked_at, t.last_used_at
       FROM personal_access_tokens t JOIN organizations o ON o.id = t.user_id
      WHERE t.secret_hash = $1`,
    [secretHash],
  );
  return rows[0] ? actingAsUser(rows[0], "pat", "token") : null;
}

/** Loads a session by its identifier; null when it was ended or its user deleted. */
export async function loadSession(
  pool: pg.Pool,
  sessionId: string,
  kind: "api" | "dashboard",
): Promise<CredentialRecord | null> {
  const { rows } = await pool.query<Row>(
    `SELECT s.id, s.user_id, o.id AS organization_id, o.plan, s.expires_at, NULL AS revoked_at, NULL AS last_used_at
       FROM sessions s JOIN organizations o ON o.id = s.user_id
      WHERE s.id = $1 AND s.kind = $2`,
    [sessionId, kind],
  );
  return rows[0] ? actingAsUser(rows[0], kind === "api" ? "session-jwt" : "dashboard-session", "session") : null;
}

/** Loads an API key by the hash of its secret; null when there is none or the user it acts as is gone. */
export async function loadKey(pool: pg.Pool, secretHash: string): Promise<CredentialRecord | null> {
  const { rows } = await pool.query<KeyRow>(
    `SELECT k.id, u.id AS user_id, k.organization_id, o.plan, k.product, k.environment, k.scopes, k.ip_allowlist,
            k.rate_limit_per_minute, k.expires_at, k.revoked_at, k.last_used_at
       FROM api_keys k JOIN organizations o ON o.id = k.organization_id LEFT JOIN users u ON u.id = k.created_by_id
      WHERE k.secret_hash = $1`,
    [secretHash],
  );
  const row = rows[0];
  if (!row || !isProductId(row.product)) return null;
  const ranges = row.ip_allowlist.map(parseRange);
  const environment: Environment = row.environment === "development" ? "development" : "production";
  const perMinute = row.rate_limit_per_minute;
  const shared = {
    ...recordOf(row, "key"),
    // A range that no longer parses must not open the key to the world.
    revoked: row.revoked_at !== null || ranges.includes(null),
    ipAllowlist: ranges.filter((range) => range !== null),
    ownLimit:
      perMinute === null
        ? null
        : { subject: `key:${row.id}`, product: row.product, environment, limits: { perMinute, burst: perMinute } },
  };
  const scopes = row.scopes.filter(isScopeId);
  const common = { credentialId: row.id, organizationId: row.organization_id, plan: planOfRow(row), environment };
  if (row.scopes.length > 0) return { ...shared, principal: { ...common, kind: "api-key", userId: null, scopes } };
  // A key without scopes acts as its user, and ends with them.
  if (row.user_id === null) return null;
  return { ...shared, principal: { ...common, kind: "user-key", userId: row.user_id, scopes: "all" } };
}

function actingAsUser(row: Row, kind: CredentialKind, noun: "token" | "session"): CredentialRecord {
  return {
    ...recordOf(row, noun),
    revoked: row.revoked_at !== null,
    ipAllowlist: [],
    ownLimit: null,
    principal: {
      kind,
      credentialId: row.id,
      organizationId: row.organization_id,
      plan: planOfRow(row),
      environment: "production",
      userId: row.user_id,
      scopes: "all",
    },
  };
}

function recordOf(row: Row, noun: "token" | "session" | "key") {
  const subjects = [`${noun}:${row.id}`, `org:${row.organization_id}`];
  if (row.user_id !== null) subjects.push(`user:${row.user_id}`);
  return { expiresAtMs: row.expires_at?.getTime() ?? null, subjects, lastUseNotedMs: row.last_used_at?.getTime() ?? 0 };
}

/** A plan that the catalogue no longer names counts as the cheapest: too little is safer than too much. */
function planOfRow(row: Row): PlanId {
  return isPlanId(row.plan) ? row.plan : "free";
}
