import "server-only";
import type pg from "pg";
import { type CredentialRecord, type UserRow, userlessPrincipal, userPrincipal } from "./credential-record";
import { signingKeysSubject } from "./signing-keys";

/** What a token of ours says of itself under our signature. */
export type EndedTokenClaims = { sub: string; client_id: string; jti: string; org_id?: unknown };

type EndedRow = Partial<UserRow> & Pick<UserRow, "organization_id" | "plan" | "limit_overrides">;

/**
 * For whom a token stood that carries our signature, has not expired and counts no more: it was revoked, or its grant or what
 * it rests on was. Null where its app, its organization or its user's membership is gone.
 */
export async function loadEndedToken(pool: pg.Pool, claims: EndedTokenClaims): Promise<CredentialRecord | null> {
  const { sub, client_id: appId, jti, org_id: organizationId } = claims;
  if (typeof organizationId !== "string") return null;
  // A token without a user is its app's own, in the app's organization.
  const { rows } = await pool.query<EndedRow>(
    `SELECT m.user_id, m.role, false AS instance_admin, o.id AS organization_id, o.plan, o.limit_overrides
       FROM oauth_apps a JOIN organizations o ON o.id = $2
       LEFT JOIN memberships m ON m.organization_id = o.id AND m.user_id = $3
      WHERE a.id = $1 AND (m.user_id IS NOT NULL OR (a.id = $3 AND a.organization_id = o.id))`,
    [appId, organizationId, sub],
  );
  const row = rows[0];
  if (!row) return null;
  const { user_id: userId, role } = row;
  const subjects = [signingKeysSubject, `oauth-token:${jti}`, `app:${appId}`, `org:${organizationId}`];
  const shared = { revoked: true, expiresAtMs: null, addressLists: [], keyLimits: [], lastUseNotedMs: 0 };
  const credential = { kind: "oauth-token" as const, credentialId: appId, scopes: [] };
  if (userId && role) {
    const user = { ...row, user_id: userId, role, instance_admin: false };
    return { ...shared, subjects: [...subjects, `user:${userId}`], principal: userPrincipal(user, credential) };
  }
  return {
    ...shared,
    subjects,
    principal: { ...credential, ...userlessPrincipal(row) },
  };
}
