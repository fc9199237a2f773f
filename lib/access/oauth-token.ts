import "server-only";
import { createHash, verify as verifySignature } from "node:crypto";
import type pg from "pg";
import { batchLoads } from "@/lib/platform/batch-loads";
import { type BudgetColumn, budgetBuckets, budgetsSql } from "./budget-windows";
import { isScopeId, type ScopeId } from "./catalogue";
import { counterIdOf } from "./counter-delta";
import type { TokenVerifier } from "./credential-directory";
import {
  type CredentialRecord,
  isCustomerSuspended,
  type UserRow,
  userlessPrincipal,
  userPrincipal,
} from "./credential-record";
import { customerCredits, memberCustomerJoinSql, memberCustomerSql } from "./customer-record";
import { loadEndedToken } from "./ended-oauth-token";
import { earliestEnd, inPool, type Lineage, latestStart, readMakers, withinCaps } from "./key-lineage";
import { factorDueSql, policyJoinSql } from "./policy-rules";
import { readJwt } from "./session-jwt";
import { type SigningKeys, signingKeysSubject } from "./signing-keys";
import { unattendedSql } from "./unattended";

/** How an OAuth artifact is found: by its identifier's hash, because for codes and tokens that is the secret itself. */
export function artifactHash(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}

type Claims = { iss: string; sub: string; aud: string; client_id: string; jti: string; exp: number; org_id?: unknown };

type Options = { issuer: string; keys: SigningKeys; pool: pg.Pool };

/**
 * Judges access tokens of our own authorization server. They have RS256 under one of our keys and nothing else, also
 * when the header asks for another. Issuer, type and expiry are looked at, and then the database. A token counts while
 * its own row, its app, its grant and, for a user's token, the membership are there. The makers of the app and of its
 * secret bound it as they bound keys.
 */
export function createOAuthTokenVerifier({ issuer, keys, pool }: Options): TokenVerifier {
  const readRow = batchLoads((tokens: readonly Claims[]) => readTokenRows(pool, tokens));

  /** A token of ours that counts no more was ended before its time. */
  async function loadToken(claims: Claims, nowMs: number): Promise<CredentialRecord | null> {
    const row = await readRow(claims);
    return row ? recordOfToken(pool, row, claims, nowMs) : loadEndedToken(pool, claims);
  }

  return {
    isMine: (_header, claims) => claims.iss === issuer,
    async verify(token, nowMs) {
      const malformed = { ok: false as const, reason: "malformed" as const };
      const read = readJwt(token);
      const [head, payload, signature] = token.split(".");
      if (!read || !head || !payload || !signature) return malformed;
      const { alg, kid, typ, crit } = read.header;
      if (alg !== "RS256" || typeof kid !== "string" || crit !== undefined) return malformed;
      const key = await keys.find(kid);
      if (!key) return malformed;
      const bytes = Buffer.from(signature, "base64url");
      // Only one spelling of the signature is the token: what is kept by the token's hash must not have twins.
      if (bytes.toString("base64url") !== signature) return malformed;
      if (!verifySignature("RSA-SHA256", Buffer.from(`${head}.${payload}`), key.publicKey, bytes)) return malformed;
      const { claims } = read;
      if (!isClaims(claims) || claims.iss !== issuer || !isMeantForUs(typ, claims, issuer)) return malformed;
      if (claims.exp * 1000 <= nowMs) return { ok: false, reason: "expired" };
      return { ok: true, expiresAtMs: claims.exp * 1000, load: () => loadToken(claims, nowMs) };
    },
  };
}

/** Document 003's token names its client as the audience; one for a resource (RFC 8707, RFC 9068) names us. */
function isMeantForUs(typ: unknown, { aud, client_id }: Claims, issuer: string): boolean {
  return typ === "at+jwt" ? aud === issuer || aud === `${issuer}/v1` : typ === "JWT" && aud === client_id;
}

function isClaims(claims: Record<string, unknown>): claims is Record<string, unknown> & Claims {
  const texts = ["iss", "sub", "aud", "client_id", "jti"].every((name) => typeof claims[name] === "string");
  return texts && Number.isSafeInteger(claims.exp);
}

type TokenRow = Partial<UserRow> & {
  id_hash: string;
  model: string;
  jkt: string | null;
  scope: string | null;
  grant_id: string | null;
  client_id: string;
  app_scopes: string[];
  app_organization_id: string;
  app_key_id: string | null;
  app_token_id: string | null;
  /** The secret that it was issued for; null for apps without one. */
  secret_id: string | null;
  secret_key_id: string | null;
  secret_token_id: string | null;
  organization_id: string;
  plan: string;
  limit_overrides: unknown;
  factor_due: Date | null;
  /** Whether every member of the app's organization is suspended. */
  unattended: boolean;
} & BudgetColumn;

/** Reads the rows of tokens that count now, in the order of the claims; null where the token, its grant, app, user or membership is gone, or the user suspended. */
async function readTokenRows(pool: pg.Pool, tokens: readonly Claims[]): Promise<(TokenRow | null)[]> {
  const hashes = tokens.map(({ jti }) => artifactHash(jti));
  const { rows } = await pool.query<TokenRow>(
    `SELECT t.id_hash, t.model, t.payload->>'scope' AS scope, t.payload->>'jkt' AS jkt, t.grant_id, a.id AS client_id,
            a.scopes || CASE t.model WHEN 'AccessToken' THEN a.consent_scopes ELSE '{}' END AS app_scopes,
            a.organization_id AS app_organization_id, a.created_by_key_id AS app_key_id, a.created_by_token_id AS app_token_id,
            s.id AS secret_id, s.created_by_key_id AS secret_key_id, s.created_by_token_id AS secret_token_id,
            m.user_id, m.role, false AS instance_admin, o.id AS organization_id, o.plan, o.limit_overrides,
            ${memberCustomerSql}, ${budgetsSql}, ${factorDueSql("m.user_id")}, ${unattendedSql("a.organization_id")} AS unattended
       FROM oauth_artifacts t
       JOIN oauth_apps a ON a.id = t.client_id AND a.revoked_at IS NULL
       LEFT JOIN oauth_app_secrets s ON s.app_id = a.id AND s.id = t.payload->>'secretId'
       LEFT JOIN oauth_artifacts g ON g.model = 'Grant' AND g.grant_id = t.grant_id AND g.client_id = a.id
       LEFT JOIN users u ON u.id = g.user_id AND u.suspended_at IS NULL
       LEFT JOIN memberships m ON m.user_id = u.id AND m.organization_id = g.organization_id
       JOIN organizations o ON o.id = COALESCE(m.organization_id, a.organization_id)
       ${policyJoinSql("o.id")}
       ${memberCustomerJoinSql}
      WHERE t.id_hash = ANY($1) AND t.model IN ('AccessToken', 'ClientCredentials')
        AND (t.model = 'ClientCredentials' OR m.user_id IS NOT NULL)`,
    [hashes],
  );
  const found = new Map(rows.map((row) => [row.id_hash, row]));
  return tokens.map(({ client_id }, index) => {
    const row = found.get(hashes[index] ?? "");
    return row?.client_id === client_id ? row : null;
  });
}

/** Whom a token stands for. */
async function recordOfToken(pool: pg.Pool, row: TokenRow, { jti }: Claims, nowMs: number): Promise<CredentialRecord> {
  const { organization_id, user_id, role, grant_id } = row;
  const makers = await makersOf(pool, row, nowMs);
  // What was issued while the app lost a scope does not bring it back.
  const issued = (row.scope ?? "")
    .split(" ")
    .filter(isScopeId)
    .filter((scope) => row.app_scopes.includes(scope));
  const scopes = makers.reduce((held, maker) => withinCaps(maker, held), issued);
  // A change of the keys makes every signature be checked again.
  const subjects = [signingKeysSubject, `oauth-token:${jti}`, `app:${row.client_id}`, `org:${organization_id}`];
  if (row.app_organization_id !== organization_id) subjects.push(`org:${row.app_organization_id}`);
  if (grant_id) subjects.push(`grant:${grant_id}`);
  if (user_id) subjects.push(`user:${user_id}`);
  if (row.customer_id) subjects.push(`customer:${row.customer_id}`);
  const shared = {
    revoked: row.unattended || isCustomerSuspended(row) || makers.some(({ ended }) => ended),
    disabled: makers.some(({ disabled }) => disabled),
    notBeforeMs: latestStart(makers.map(({ notBefore }) => notBefore)),
    originLists: makers.flatMap(({ originLists }) => originLists),
    expiresAtMs: earliestEnd(makers.map(({ expiresAtMs }) => expiresAtMs)),
    factorDueMs: earliestEnd(makers.map((maker) => maker.factorDueMs)),
    addressLists: makers.flatMap(({ addressLists }) => addressLists),
    // One maker may have made both, and counts once.
    keyLimits: [
      ...new Map(makers.flatMap(({ limits }) => limits.map((limit) => [counterIdOf(limit), limit]))).values(),
    ],
    credits: [
      ...customerCredits(row, "production"),
      ...new Map(makers.flatMap(({ credits }) => credits.map((one) => [one.holder, one]))).values(),
    ],
    budgets: budgetBuckets(row, {
      organizationId: organization_id,
      environment: "production",
      customerId: row.customer_id ?? undefined,
      makerLines: makers.flatMap(({ lines }) => lines),
    }),
    subjects: [...subjects, ...makers.flatMap((maker) => maker.subjects)],
    lastUseNotedMs: 0,
  };
  const proofKey = row.jkt;
  // One line of usage for all tokens of an app: they come and go by the hour.
  const credential = { kind: "oauth-token" as const, credentialId: row.client_id, scopes };
  if (!user_id || !role) return { ...shared, proofKey, principal: appPrincipal(row, scopes) };
  const user = { ...row, user_id, role, instance_admin: false };
  const factorDueMs = earliestEnd([shared.factorDueMs, row.factor_due?.getTime()]);
  return { ...shared, factorDueMs, proofKey, principal: userPrincipal(user, credential) };
}

/** What the app comes from, and the secret that the token was issued for: the token outlives and exceeds neither's makers. */
async function makersOf(pool: pg.Pool, row: TokenRow, nowMs: number): Promise<Lineage[]> {
  const made = [{ id: row.client_id, createdByKeyId: row.app_key_id, createdByTokenId: row.app_token_id }];
  const { secret_id: id } = row;
  if (id !== null) made.push({ id, createdByKeyId: row.secret_key_id, createdByTokenId: row.secret_token_id });
  return [...(await readMakers(inPool(pool), row.app_organization_id, made, nowMs)).values()];
}

/** A client that acts for itself: its scopes, in its own organization. */
function appPrincipal(row: TokenRow, scopes: readonly ScopeId[]): CredentialRecord["principal"] {
  return {
    kind: "oauth-token",
    credentialId: row.client_id,
    ...userlessPrincipal(row),
    scopes,
  };
}
