import "server-only";
import type pg from "pg";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import { type BudgetColumn, budgetBuckets, budgetsSql } from "./budget-windows";
import { isPlanId, type PlanId, type ProductId, type Role } from "./catalogue";
import type { HeldCredits } from "./credits";
import {
  customerCredits,
  customerOf,
  type MemberCustomerColumns,
  memberCustomerJoinSql,
  memberCustomerSql,
} from "./customer-record";
import { readLimitOverrides } from "./limit-overrides";
import type { LimitBucket, WindowBucket } from "./limiter";
import type { Metadata } from "./metadata";
import { type Bounds, factorDueSql, policyEndSql, policyJoinSql } from "./policy-rules";
import type { CredentialKind, Principal, UserPrincipal } from "./principal";

/** Everything a request's check needs to know of a credential, ready to use. */
export type CredentialRecord = {
  principal: Principal;
  /** What a key was made for; absent for credentials of no single product. */
  product?: ProductId;
  /** A key's name. */
  name?: string;
  /** The roles that a key holds whole, of those that its product has now. */
  roles?: readonly string[];
  /** Milliseconds since the epoch; null never expires. From the directory it is no later than the end of the token that was sent. */
  expiresAtMs: number | null;
  revoked: boolean;
  /** A key, or what made it, is switched off. */
  disabled?: boolean;
  /** From when on it counts, in milliseconds since the epoch; absent or null: it does. */
  notBeforeMs?: number | null;
  /** A key's tags and metadata, which who verifies it is told. */
  tags?: readonly string[];
  metadata?: Metadata;
  /** Lists of a key and of the keys that made it: each of them must hold the client's address. */
  addressLists: Bounds["addressLists"];
  /** Origins of pages, of the key and of those that made it: each list must hold the one that the request names. */
  originLists?: NonNullable<Bounds["originLists"]>;
  /** Ranges of its organization's policy, of keys alone. */
  timedRanges?: NonNullable<Bounds["timedRanges"]>;
  /** From when on its organization asks its user for a second factor that they do not have, in milliseconds since the epoch. */
  factorDueMs?: number | null;
  /** The customer is suspended that its user acts for: of sessions alone, whose users still get to their own account. */
  customerSuspended?: boolean;
  /** Limits of a key's own and of the keys that made it, beside its plan's. */
  keyLimits: readonly LimitBucket[];
  /** Credits of a key, of those that made it and of its customer, that its requests take from; absent where there are none. */
  credits?: readonly HeldCredits[];
  /** The budgets that it counts on, of all products. */
  budgets?: readonly WindowBucket[];
  /** What ends or changes this record: the credential, its user, its organization. */
  subjects: readonly string[];
  /** When last use was last noted, in milliseconds since the epoch; of a session, at least when it began. */
  lastUseNotedMs: number;
  /** When the user of a session last proved who they are, in milliseconds since the epoch; absent for other credentials. */
  confirmedAtMs?: number;
  /** After how long without a use it ends, in milliseconds, where that is not what ends sessions. */
  idleMs?: number;
  /** The thumbprint of the key that each use must prove (DPoP, RFC 9449). Absent or null: the token alone is enough. */
  proofKey?: string | null;
};

/**
 * What keeps a credential from working at all, in the gate's order; null: nothing. Idleness, and the second factor that a user
 * lacks, are judged apart.
 */
export function whyStopped(
  { revoked, expiresAtMs, disabled, notBeforeMs = null }: CredentialRecord,
  nowMs: number,
): "revoked" | "expired" | "disabled" | "not-yet-valid" | null {
  if (revoked) return "revoked";
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return "expired";
  if (disabled) return "disabled";
  return notBeforeMs !== null && notBeforeMs > nowMs ? "not-yet-valid" : null;
}

/** What a query tells of a credential of any kind. */
export type Row = {
  id: string;
  user_id: string | null;
  organization_id: string;
  plan: string;
  limit_overrides: unknown;
  role: Role | null;
  instance_admin: boolean | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  tenant_aliases: string[];
  factor_due: Date | null;
} & BudgetColumn &
  Partial<MemberCustomerColumns>;

type TokenRow = Row & { secret_hash: string };

/** Reads personal access tokens by the hashes of their secrets, in the order of the hashes; null where there is none. */
export async function readTokens(pool: pg.Pool, secretHashes: readonly string[]): Promise<(TokenRow | null)[]> {
  const { rows } = await pool.query<TokenRow>(
    `SELECT t.secret_hash, t.id, t.user_id, o.id AS organization_id, o.plan, o.limit_overrides, m.role, u.instance_admin,
            ${budgetsSql}, ${policyEndSql("t", "token")} AS expires_at, ${endedOr("t.revoked_at")} AS revoked_at, t.last_used_at,
            ${factorDueSql("u.id")}, ${tenantAliases}, ${memberCustomerSql}
       FROM personal_access_tokens t ${theirMembership("t")}
      WHERE t.secret_hash = ANY($1)`,
    [secretHashes],
  );
  const found = new Map(rows.map((row) => [row.secret_hash, row]));
  return secretHashes.map((secretHash) => found.get(secretHash) ?? null);
}

/** The record of a personal access token; null when its user is no member any more. */
export function recordOfToken(row: Row): CredentialRecord | null {
  return actingAsUser(row, "pat", `token:${row.id}`);
}

/** What a query tells of a session besides; null once it was ended. */
type SessionRow = Row & { confirmed_at: Date | null };

/** A session as it is asked for. */
export type SessionKey = { id: string; kind: SessionKind };

/** Reads sessions, in the order of the keys, those that were ended, or whose user is suspended, as revoked; null where the user is deleted or no member any more. */
export async function readSessions(pool: pg.Pool, keys: readonly SessionKey[]): Promise<(SessionRow | null)[]> {
  const { rows } = await pool.query<SessionRow & { kind: SessionKind }>(
    `SELECT s.kind, s.id, s.user_id, o.id AS organization_id, o.plan, o.limit_overrides, m.role, u.instance_admin,
            ${budgetsSql}, s.expires_at, ${endedOr("s.ended_at")} AS revoked_at, s.last_used_at, s.confirmed_at,
            ${factorDueSql("u.id")}, ${tenantAliases}, ${memberCustomerSql}
       FROM (SELECT id, user_id, organization_id, kind, expires_at, NULL AS ended_at,
                    greatest(created_at, last_used_at) AS last_used_at,
                    greatest(created_at, confirmed_at) AS confirmed_at FROM sessions
              UNION ALL
             SELECT id, user_id, organization_id, kind, expires_at, ended_at, NULL, NULL FROM ended_sessions) s
       ${theirMembership("s")}
      WHERE s.id = ANY($1)`,
    [keys.map(({ id }) => id)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return keys.map(({ id, kind }) => {
    const row = found.get(id);
    return row?.kind === kind ? row : null;
  });
}

/** The record of a session; null when its user is no member any more. */
export function recordOfSession(row: SessionRow, kind: SessionKind): CredentialRecord | null {
  const record = actingAsUser(row, kind === "api" ? "session-jwt" : "dashboard-session", `session:${row.id}`);
  return record && { ...record, confirmedAtMs: row.confirmed_at?.getTime() ?? 0 };
}

/** What trusted issuers call the tenant: the subject of the user whose personal organization it is. Their providers are URLs. */
export const tenantAliases = `ARRAY(SELECT i.subject FROM identities i
             WHERE i.user_id = o.id AND i.provider LIKE 'http%' ORDER BY i.created_at) AS tenant_aliases`;

/** Who a credential acts as and for; no row once they are no member of its organization any more. The name is our own. */
function theirMembership(credential: "t" | "s"): string {
  return `JOIN users u ON u.id = ${credential}.user_id
       JOIN memberships m ON m.user_id = u.id AND m.organization_id = ${credential}.organization_id
       JOIN organizations o ON o.id = m.organization_id
       ${policyJoinSql("o.id")}
       ${memberCustomerJoinSql}`;
}

/** When a credential that acts as the user `u` ended: what is suspended counts as little as what is revoked. */
export function endedOr(endedAt: string): string {
  return `coalesce(${endedAt}, u.suspended_at)`;
}

/** What a principal that acts as a user is made from, for every kind of credential. */
export type UserRow = {
  user_id: string;
  organization_id: string;
  plan: string;
  limit_overrides: unknown;
  role: Role;
  instance_admin: boolean;
  tenant_aliases?: readonly string[];
} & Partial<MemberCustomerColumns>;

/** The principal of a credential that acts as a user in one of their organizations. */
export function userPrincipal(
  row: UserRow,
  { kind, credentialId, scopes = "all" }: Pick<Principal, "kind" | "credentialId"> & Partial<Pick<Principal, "scopes">>,
): UserPrincipal {
  const customer = customerOf(row);
  return {
    kind,
    credentialId,
    organizationId: row.organization_id,
    plan: planOfRow(row),
    limitOverrides: readLimitOverrides(row.limit_overrides),
    environment: "production",
    userId: row.user_id,
    role: row.role,
    instanceAdmin: row.instance_admin,
    scopes,
    ...(customer ? { customer } : {}),
    ...aliasesOf(row),
  };
}

function actingAsUser(row: Row, kind: CredentialKind, subject: string): CredentialRecord | null {
  const user = withUser(row);
  if (!user) return null;
  const customerSuspended = isCustomerSuspended(row);
  const credits = customerCredits(row, "production");
  return {
    ...recordOf(row, subject),
    revoked: row.revoked_at !== null || (kind === "pat" && customerSuspended),
    ...(customerSuspended ? { customerSuspended } : {}),
    addressLists: [],
    keyLimits: [],
    ...(credits.length > 0 ? { credits } : {}),
    budgets: budgetBuckets(row, {
      organizationId: row.organization_id,
      environment: "production",
      customerId: row.customer_id ?? undefined,
    }),
    factorDueMs: row.factor_due?.getTime() ?? null,
    principal: userPrincipal(user, { kind, credentialId: row.id }),
  };
}

/** What trusted issuers call the tenant, where they do. */
export function aliasesOf({ tenant_aliases = [] }: { tenant_aliases?: readonly string[] }) {
  return tenant_aliases.length > 0 ? { tenantAliases: tenant_aliases } : {};
}

/** The row as that of a credential that acts as a user; null when they are no member any more. */
export function withUser(row: Row): UserRow | null {
  const { user_id, role, instance_admin } = row;
  return user_id === null || role === null ? null : { ...row, user_id, role, instance_admin: instance_admin === true };
}

/** What records of all credentials have in common; `subject` is the credential itself. */
export function recordOf(row: Row, subject: string) {
  const subjects = [subject, `org:${row.organization_id}`];
  if (row.user_id !== null) subjects.push(`user:${row.user_id}`);
  if (row.customer_id) subjects.push(`customer:${row.customer_id}`);
  return { expiresAtMs: row.expires_at?.getTime() ?? null, subjects, lastUseNotedMs: row.last_used_at?.getTime() ?? 0 };
}

/** Whether the customer is suspended for whom a credential's user acts, or whose it is. */
export function isCustomerSuspended({ customer_suspended_at: at = null }: Partial<MemberCustomerColumns>): boolean {
  return at !== null;
}

/** What stands for a credential in its organization that acts for no user and is of no environment. */
export function userlessPrincipal(row: Pick<UserRow, "organization_id" | "plan" | "limit_overrides">) {
  return {
    organizationId: row.organization_id,
    plan: planOfRow(row),
    limitOverrides: readLimitOverrides(row.limit_overrides),
    environment: "production",
    userId: null,
    role: null,
    instanceAdmin: false,
  } as const satisfies Partial<Principal>;
}

/** A plan that the catalogue no longer names counts as the cheapest: too little is safer than too much. */
export function planOfRow(row: { plan: string }): PlanId {
  return isPlanId(row.plan) ? row.plan : "free";
}
