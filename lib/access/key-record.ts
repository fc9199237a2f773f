import "server-only";
import type pg from "pg";
import { parseRange } from "./address";
import { type Environment, isProductId, isScopeId, type ProductId, productIds, productOf } from "./catalogue";
import {
  aliasesOf,
  type CredentialRecord,
  planOfRow,
  type Row,
  recordOf,
  tenantAliases,
  userPrincipal,
  withUser,
} from "./credential-record";
import { readLimitOverrides } from "./limit-overrides";

type KeyRow = Row & {
  name: string;
  product: string;
  environment: string;
  scopes: string[];
  ip_allowlist: string[];
  rate_limit_per_minute: number | null;
  vouched_by_id: string | null;
  vouched: boolean;
};

/** Products whose keys count only while whoever made or last rotated them administers the deployment. */
export const vouchedProducts: readonly ProductId[] = productIds.filter((id) => productOf(id).instanceAdminOnly);

/** Whether a key counts only by an administrator's right. */
export function needsVoucher({ product }: { product: string }): boolean {
  return vouchedProducts.some((id) => id === product);
}

/** Loads an API key by the hash of its secret; null when there is none or the user it acts as is no member any more. */
export async function loadKey(pool: pg.Pool, secretHash: string): Promise<CredentialRecord | null> {
  const { rows } = await pool.query<KeyRow>(
    `SELECT k.id, k.name, m.user_id, m.role, NULL AS instance_admin, k.organization_id, o.plan, o.limit_overrides, k.product,
            k.environment, k.scopes, k.ip_allowlist, k.rate_limit_per_minute, k.expires_at, k.revoked_at, k.last_used_at,
            k.vouched_by_id, coalesce(v.instance_admin, FALSE) AS vouched, ${tenantAliases}
       FROM api_keys k LEFT JOIN users v ON v.id = k.vouched_by_id
       JOIN organizations o ON o.id = k.organization_id
       LEFT JOIN memberships m ON m.organization_id = k.organization_id AND m.user_id = k.created_by_id
      WHERE k.secret_hash = $1`,
    [secretHash],
  );
  const row = rows[0];
  if (!row || !isProductId(row.product)) return null;
  const ranges = row.ip_allowlist.map(parseRange);
  const environment: Environment = row.environment === "development" ? "development" : "production";
  const perMinute = row.rate_limit_per_minute;
  const record = recordOf(row, `key:${row.id}`);
  const shared = {
    ...record,
    // Making somebody an administrator, or none any more, and their end are announced.
    subjects: row.vouched_by_id === null ? record.subjects : [...record.subjects, `user:${row.vouched_by_id}`],
    product: row.product,
    name: row.name,
    // A range that no longer parses must not open the key to the world.
    revoked: row.revoked_at !== null || ranges.includes(null) || (needsVoucher(row) && !row.vouched),
    ipAllowlist: ranges.filter((range) => range !== null),
    ownLimit:
      perMinute === null
        ? null
        : { subject: `key:${row.id}`, product: row.product, environment, limits: { perMinute, burst: perMinute } },
  };
  if (row.scopes.length === 0) {
    // A key without scopes acts as its user, and ends with their membership; it is no key to the whole deployment.
    const user = withUser(row);
    if (!user) return null;
    const principal = userPrincipal({ ...user, instance_admin: false }, { kind: "user-key", credentialId: row.id });
    return { ...shared, principal: { ...principal, environment } };
  }
  return {
    ...shared,
    principal: {
      kind: "api-key",
      credentialId: row.id,
      organizationId: row.organization_id,
      plan: planOfRow(row),
      limitOverrides: readLimitOverrides(row.limit_overrides),
      environment,
      userId: null,
      role: null,
      instanceAdmin: false,
      scopes: row.scopes.filter(isScopeId),
      ...aliasesOf(row),
    },
  };
}
