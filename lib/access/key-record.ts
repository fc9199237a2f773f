import "server-only";
import { parseRange } from "@/lib/platform/address-range";
import { budgetBuckets, budgetsSql } from "./budget-windows";
import { type Environment, isProductId, isScopeId, managementProduct, type ProductId } from "./catalogue";
import {
  aliasesOf,
  type CredentialRecord,
  isCustomerSuspended,
  planOfRow,
  type Row,
  recordOf,
  tenantAliases,
  userPrincipal,
  withUser,
} from "./credential-record";
import { type CreditColumns, creditsSql, grantOf } from "./credit-record";
import type { HeldCredits } from "./credits";
import {
  type CustomerColumns,
  customerColumnsSql,
  customerCredits,
  customerJoinSql,
  customerOf,
} from "./customer-record";
import { needsVoucher, vouchedSql } from "./key-life";
import { keyLimitsOf } from "./key-limits";
import {
  type Ask,
  beyondCaps,
  earliestEnd,
  type Lineage,
  latestStart,
  lineageFrom,
  type MakerRow,
  readKeyMakers,
  withinCaps,
} from "./key-lineage";
import { readLimitOverrides } from "./limit-overrides";
import type { Metadata } from "./metadata";
import {
  factorDueSql,
  type PolicyRangesRow,
  policyEndSql,
  policyJoinSql,
  policyRangesSql,
  timedRangesOf,
} from "./policy-rules";
import { knownGrants, rolesAmong, scopesOfGrants } from "./scope-grants";
import { unattendedSql } from "./unattended";

type KeyRow = Row &
  PolicyRangesRow &
  CustomerColumns & {
    secret_hash: string;
    line_id: string;
    has_makers: boolean;
    name: string;
    product: string;
    environment: Environment;
    scopes: string[];
    ip_allowlist: string[];
    rate_limit_per_minute: number | null;
    windows: unknown;
    managed_products: string[];
    tags: string[];
    metadata: Metadata;
    disabled_at: Date | null;
    not_before: Date | null;
    allowed_origins: string[];
    /** Of its line, and of its customer. */
    own_credits: CreditColumns | null;
    customer_credits: CreditColumns | null;
    /** Whether its hash came from elsewhere. */
    imported: boolean;
    vouched_by_id: string | null;
    vouched: boolean;
    /** Whether the user who made it is kept out. */
    user_suspended: boolean;
    /** Whether every member of its organization is. */
    unattended: boolean;
  };

/** An API key as it is stored, with what it comes from where it was made or rotated. */
export type StoredKey = { row: KeyRow; makers: readonly MakerRow[] | undefined };

/** Reads API keys by their ids or the hashes of their secrets, in the order of these; null where there is none. */
export async function readKeys(
  ask: Ask,
  by: "id" | "secret_hash",
  names: readonly string[],
): Promise<(StoredKey | null)[]> {
  const rows = await ask<KeyRow>(
    `SELECT k.secret_hash, k.id, k.line_id, k.name, m.user_id, m.role, NULL AS instance_admin, k.organization_id, o.plan, o.limit_overrides,
            k.product, k.environment, k.scopes, k.ip_allowlist, k.rate_limit_per_minute, k.windows, k.managed_products,
            k.tags, k.metadata, k.disabled_at, k.not_before, k.allowed_origins, k.imported_at IS NOT NULL AS imported, ${policyEndSql("k", "key")} AS expires_at, k.revoked_at, k.last_used_at,
            k.created_by_key_id IS NOT NULL OR k.created_by_token_id IS NOT NULL OR k.line_id <> k.id AS has_makers,
            k.vouched_by_id, ${vouchedSql("v")} AS vouched, u.suspended_at IS NOT NULL AS user_suspended,
            ${unattendedSql("k.organization_id")} AS unattended, ${policyRangesSql},
            ${factorDueSql("m.user_id")}, ${tenantAliases}, ${budgetsSql}, ${customerColumnsSql},
            ${creditsSql("k.line_id")} AS own_credits, ${creditsSql("c.id")} AS customer_credits
       FROM api_keys k LEFT JOIN users v ON v.id = k.vouched_by_id
       JOIN organizations o ON o.id = k.organization_id
       ${policyJoinSql("o.id")}
       LEFT JOIN memberships m ON m.organization_id = k.organization_id AND m.user_id = k.created_by_id
       LEFT JOIN users u ON u.id = m.user_id
       ${customerJoinSql}
      WHERE k.${by} = ANY($1::text[])`,
    [names],
  );
  const made = rows.filter(({ has_makers }) => has_makers);
  const places = made.map((row) => ({ id: row.id, organizationId: row.organization_id, lineId: row.line_id }));
  const makers = await readKeyMakers(ask, places);
  const found = new Map(rows.map((row) => [row[by], { row, makers: makers.get(row.id) }]));
  return names.map((name) => found.get(name) ?? null);
}

/** The record of a key, bounded by what it comes from; null when the user it acts as is no member any more. */
export function recordOfKey({ row, makers }: StoredKey, nowMs: number): CredentialRecord | null {
  if (!isProductId(row.product)) return null;
  const lineage = makers && lineageFrom(makers, nowMs);
  const shared = boundRecord(row, row.product, lineage);
  const { environment } = row;
  if (row.scopes.length === 0) {
    // A key without scopes stands for its user, and ends with their membership; it holds no right beyond that.
    const user = withUser(row);
    if (!user) return null;
    const revoked = shared.revoked || row.user_suspended;
    const credential = { kind: "user-key" as const, credentialId: row.id, scopes: [] };
    const factorDueMs = earliestEnd([shared.factorDueMs, row.factor_due?.getTime()]);
    const principal = { ...userPrincipal({ ...user, instance_admin: false }, credential), environment };
    return { ...shared, revoked, factorDueMs, principal };
  }
  const customer = customerOf(row);
  const isManagement = row.product === managementProduct;
  return {
    ...shared,
    // A service that goes by a role gives all of it, so that one is told only where every maker holds all of it.
    roles: rolesAmong(knownGrants(row.scopes).filter((grant) => beyondCaps(lineage, [grant]).length === 0)),
    principal: {
      kind: isManagement ? "management-key" : "api-key",
      ...(isManagement && row.managed_products.length > 0 ? { managedProducts: row.managed_products } : {}),
      credentialId: row.id,
      ...(customer ? { customer } : {}),
      organizationId: row.organization_id,
      plan: planOfRow(row),
      limitOverrides: readLimitOverrides(row.limit_overrides),
      environment,
      userId: null,
      role: null,
      instanceAdmin: false,
      scopes: withinCaps(lineage, scopesOfGrants(row.scopes).filter(isScopeId)),
      ...aliasesOf(row),
    },
  };
}

/** What the record of a key has in common whether it has scopes or not: its own bounds and those of its makers. */
function boundRecord(row: KeyRow, product: ProductId, lineage: Lineage | undefined) {
  const ranges = row.ip_allowlist.map(parseRange);
  const record = recordOf(row, `key:${row.id}`);
  const credits = creditsOf(row, product, lineage);
  const readable = ranges.filter((range) => range !== null);
  return {
    ...record,
    expiresAtMs: earliestEnd([record.expiresAtMs, lineage?.expiresAtMs]),
    subjects: [
      ...record.subjects,
      // Making somebody an administrator, or none any more, their suspension and their end are announced.
      ...(row.vouched_by_id === null ? [] : [`user:${row.vouched_by_id}`]),
      ...(lineage?.subjects ?? []),
    ],
    product,
    name: row.name,
    // A range that no longer parses must not open the key to the world.
    revoked:
      row.revoked_at !== null ||
      ranges.includes(null) ||
      (needsVoucher(row) && !row.vouched) ||
      row.unattended ||
      isCustomerSuspended(row) ||
      lineage?.ended === true,
    disabled: row.disabled_at !== null || lineage?.disabled === true,
    notBeforeMs: latestStart([row.not_before, lineage?.notBefore]),
    tags: row.tags,
    metadata: row.metadata,
    originLists: [...(row.allowed_origins.length > 0 ? [row.allowed_origins] : []), ...(lineage?.originLists ?? [])],
    addressLists: [...(readable.length > 0 ? [readable] : []), ...(lineage?.addressLists ?? [])],
    timedRanges: timedRangesOf(row),
    factorDueMs: lineage?.factorDueMs ?? null,
    keyLimits: [...keyLimitsOf(row), ...(lineage?.limits ?? [])],
    ...(credits.length > 0 ? { credits } : {}),
    budgets: budgetBuckets(row, {
      organizationId: row.organization_id,
      environment: row.environment,
      product,
      customerId: row.customer_id ?? undefined,
      keyLine: row.line_id,
      makerLines: lineage?.lines,
    }),
  };
}

/** What its requests take from: credits of its own, of its customer, and of those that made it. */
function creditsOf(row: KeyRow, product: ProductId, lineage: Lineage | undefined): HeldCredits[] {
  const { own_credits: own, environment } = row;
  return [
    ...(own ? [{ ...grantOf(own), of: "key" as const, product, environment }] : []),
    ...customerCredits(row, environment),
    ...(lineage?.credits ?? []),
  ];
}
