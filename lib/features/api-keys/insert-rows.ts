import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import type { KeyFields } from "./insert-key";

/** A key as it is stored, the first of its line, under the first of the hashes. */
export type KeyRowFields = KeyFields & {
  id: string;
  start: string;
  hashes: readonly string[];
  secretHint: string;
};

/**
 * Stores keys by one statement, but none of which any hash is there. Returns the identifiers of those that were stored. Its
 * parameter is one text: a statement with one for each value of a thousand keys takes seconds to be put together.
 */
export async function insertRows(
  tx: PrismaSession,
  { createdAt, importedAt }: { createdAt: Date; importedAt: Date | null },
  rows: readonly KeyRowFields[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const json = JSON.stringify(rows);
  const stored = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, description, tags, metadata,
                          key_prefix, secret_hash, secret_hint, scopes, ip_allowlist, allowed_origins, rate_limit_per_minute, windows,
                          customer_id, created_by_id, created_by_key_id, created_by_token_id, vouched_by_id,
                          created_at, imported_at, expires_at, lifetime_seconds, not_before, disabled_at)
    SELECT id, id, "organizationId", product, environment, name, description, tags, metadata,
           start, hashes[1], "secretHint", scopes, "ipAllowlist", "allowedOrigins", "rateLimitPerMinute", coalesce(windows, '[]'),
           "customerId", "createdById", "createdByKeyId", "createdByTokenId", "vouchedById",
           ${createdAt}, ${importedAt}::timestamptz, "expiresAt", "lifetimeSeconds", "notBefore", "disabledAt"
      FROM jsonb_to_recordset(${json}::jsonb) AS made (
             id text, "organizationId" text, product text, environment environment, name text, description text, tags text[],
             metadata jsonb, start text, hashes text[], "secretHint" text, scopes text[], "ipAllowlist" text[],
             "allowedOrigins" text[], "rateLimitPerMinute" int, windows jsonb, "customerId" text, "createdById" text, "createdByKeyId" text,
             "createdByTokenId" text, "vouchedById" text, "expiresAt" timestamptz, "lifetimeSeconds" int,
             "notBefore" timestamptz, "disabledAt" timestamptz)
     WHERE NOT EXISTS (SELECT FROM api_keys there WHERE there.secret_hash = ANY(made.hashes))
    ON CONFLICT DO NOTHING
    RETURNING id`;
  return new Set(stored.map(({ id }) => id));
}
