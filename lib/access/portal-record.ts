import "server-only";
import type pg from "pg";
import { isScopeId } from "./catalogue";
import { type CredentialRecord, userlessPrincipal } from "./credential-record";
import { type CustomerColumns, customerColumnsSql, customerOf } from "./customer-record";
import { policyEndSql, policyJoinSql } from "./policy-rules";
import { type PortalPart, portalParts } from "./portal-terms";
import { scopesOfGrants } from "./scope-grants";
import { unattendedSql } from "./unattended";

/** What the token of a portal within the company's own page begins with. */
export const portalTokenPrefix = "lk_portal_";

/** A portal that nobody used for so long has to be opened by another link. */
export const portalIdleMs = 30 * 60_000;

type PortalRow = CustomerColumns & {
  id: string;
  secret_hash: string;
  organization_id: string;
  plan: string;
  limit_overrides: unknown;
  shows: string[];
  scopes: string[];
  products: string[];
  max_keys: number;
  return_url: string | null;
  origin: string | null;
  created_by_key_id: string | null;
  /** That key, and all that were put in its place or whose place it took. */
  maker_ids: string[];
  expires_at: Date;
  ended_at: Date | null;
  used_at: Date;
};

/**
 * Reads portal sessions by the hashes of their secrets, in the order of the hashes; null where there is none. One ends
 * with its customer's suspension and with the management key that made it, by that one's own end or its policy's. It
 * goes on with the one that a rotation puts in that one's place. While nobody answers for its organization it counts
 * for nothing.
 */
export async function readPortalSessions(
  pool: pg.Pool,
  secretHashes: readonly string[],
): Promise<(PortalRow | null)[]> {
  const { rows } = await pool.query<PortalRow>(
    `SELECT s.id, s.secret_hash, s.organization_id, o.plan, o.limit_overrides, s.shows, s.scopes, s.products, s.max_keys,
            s.return_url, s.origin, s.created_by_key_id,
            LEAST(s.expires_at, line.ends) AS expires_at, coalesce(line.ids, '{}') AS maker_ids,
            coalesce(s.ended_at, c.suspended_at,
                     CASE WHEN s.created_by_key_id IS NOT NULL AND line.ends IS NULL THEN s.created_at END,
                     CASE WHEN ${unattendedSql("s.organization_id")} THEN s.created_at END) AS ended_at,
            greatest(s.opened_at, s.last_used_at) AS used_at, ${customerColumnsSql}
       FROM portal_sessions s
       JOIN customers c ON c.id = s.customer_id AND c.organization_id = s.organization_id
       JOIN organizations o ON o.id = s.organization_id
       LEFT JOIN LATERAL (
         SELECT array_agg(k.id) AS ids, max(coalesce(${policyEndSql("k", "key")}, 'infinity'))
                  FILTER (WHERE k.revoked_at IS NULL AND k.disabled_at IS NULL) AS ends
           FROM api_keys maker JOIN api_keys k ON k.line_id = maker.line_id ${policyJoinSql("k.organization_id")}
          WHERE maker.id = s.created_by_key_id) line ON true
      WHERE s.secret_hash = ANY($1)`,
    [secretHashes],
  );
  const found = new Map(rows.map((row) => [row.secret_hash, row]));
  return secretHashes.map((secretHash) => found.get(secretHash) ?? null);
}

/** The record of a portal session. It is of its customer alone, and holds no right beyond what was said of it. */
export function recordOfPortalSession(row: PortalRow): CredentialRecord | null {
  const customer = customerOf(row);
  if (!customer) return null;
  const { id, organization_id: organizationId, created_by_key_id: makerKeyId } = row;
  const endsAtMs = row.expires_at.getTime();
  return {
    principal: {
      kind: row.origin === null ? "portal-session" : "portal-token",
      credentialId: id,
      ...userlessPrincipal(row),
      scopes: scopesOfGrants(row.scopes).filter(isScopeId),
      customer,
      portal: {
        shows: row.shows.filter((part): part is PortalPart => portalParts.some((known) => known === part)),
        products: row.products.length > 0 ? row.products : null,
        maxKeys: row.max_keys,
        makerKeyId,
        returnUrl: row.return_url,
        endsAtMs,
      },
    },
    expiresAtMs: endsAtMs,
    idleMs: portalIdleMs,
    revoked: row.ended_at !== null,
    addressLists: [],
    // A token is in the hands of the page's scripts: elsewhere it opens nothing.
    ...(row.origin === null ? {} : { originLists: [[row.origin]] }),
    keyLimits: [],
    subjects: [
      `portal:${id}`,
      `customer:${customer.id}`,
      `org:${organizationId}`,
      ...row.maker_ids.map((key) => `key:${key}`),
    ],
    lastUseNotedMs: row.used_at.getTime(),
  };
}
