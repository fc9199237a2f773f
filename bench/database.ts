import { hash } from "bcryptjs";
import pg from "pg";
import { type CredentialFormat, keyFormatOf, patFormat } from "@/lib/access/catalogue";
import { generateCredential, hashCredential } from "@/lib/access/credential-format";
import { createSessionJwts } from "@/lib/access/session-jwt";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { applyMigrations } from "@/lib/platform/migrate";
import { randomBase62 } from "@/lib/platform/random";

/** Limits hold while we measure, so the load is spread over many organizations. */
const organizationCount = 2_000;
const keysPerOrganization = 5;
const loginUsers = 50;
export const loginPassword = "a password for the benchmark";

/** Secrets of every kind; those of the same index belong to different organizations as far as possible. */
export type BenchCredentials = {
  keys: string[];
  /** A trusted service's, which may ask about all keys. */
  serviceKey: string;
  tokens: string[];
  jwts: string[];
  /** One of each organization; the key of the same index may read it. */
  prompts: string[];
  /** Well-formed, but in no database. */
  unknownKeys: string[];
  logins: string[];
  /** A client that may use the client credentials grant. */
  oauthApp: { clientId: string; secret: string };
};

type Secrets = { JWT_SECRET: string; KEY_PEPPER: string };

/** Starts the embedded PostgreSQL on `dataDir` with 2,000 enterprise organizations, 10,000 keys, 2,000 tokens, sessions and prompts. */
export async function openBenchDatabase(dataDir: string, secrets: Secrets) {
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = new pg.Pool({ connectionString: server.connectionString });
  try {
    await applyMigrations(pool);
    const credentials = await populate(pool, secrets);
    await pool.query("ANALYZE");
    return { connectionString: server.connectionString, credentials, stop: server.stop };
  } finally {
    await pool.end();
  }
}

async function populate(pool: pg.Pool, secrets: Secrets): Promise<BenchCredentials> {
  const users = Array.from({ length: organizationCount }, (_, index) => `bench-${index}`);
  const emails = users.map((id) => `${id}@example.test`);
  const passwordHash = await hash(loginPassword, 12);
  await pool.query(
    `INSERT INTO users (id, email, name, password_hash, updated_at)
     SELECT id, email, id, CASE WHEN place <= $3 THEN $4 END, now()
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS made (id, email, place)`,
    [users, emails, loginUsers, passwordHash],
  );
  await pool.query(
    "INSERT INTO organizations (id, name, plan) SELECT id, id, 'enterprise' FROM unnest($1::text[]) AS made (id)",
    [users],
  );
  await pool.query(
    "INSERT INTO memberships (organization_id, user_id) SELECT id, id FROM unnest($1::text[]) AS made (id)",
    [users],
  );
  const keyFormat = keyFormatOf("prompts", "production");
  if (!keyFormat) throw new Error("the prompts product has keys");
  const secretsOf = (format: CredentialFormat, count: number) =>
    Array.from({ length: count }, () => generateCredential(format));
  const hashes = (list: string[]) => list.map((secret) => hashCredential(secret, secrets.KEY_PEPPER));
  const keys = secretsOf(keyFormat, organizationCount * keysPerOrganization);
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                           ip_allowlist, created_by_id)
     SELECT 'key-' || place, 'key-' || place, owner, 'prompts', 'production', 'Benchmark', '', hash, '', ARRAY['prompts:read'], '{}', owner
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS made (hash, owner, place)`,
    [hashes(keys), keys.map((_, index) => users[index % organizationCount])],
  );
  // A trusted service's key counts while an administrator answers for it.
  await pool.query("UPDATE users SET instance_admin = true WHERE id = $1", [users[0]]);
  const serviceFormat = keyFormatOf("service", "production");
  if (!serviceFormat) throw new Error("trusted services have keys");
  const serviceKey = generateCredential(serviceFormat);
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                           ip_allowlist, created_by_id, vouched_by_id)
     VALUES ('service-key', 'service-key', $2, 'service', 'production', 'Gateway', '', $1, '', ARRAY['keys:verify'], '{}', $2, $2)`,
    [...hashes([serviceKey]), users[0]],
  );
  const oauthApp = { clientId: "client_bench", secret: `secret_${randomBase62(40)}` };
  await pool.query(
    `INSERT INTO oauth_apps (id, organization_id, name, auth_method, redirect_uris, grant_types, scopes, metadata, updated_at)
     VALUES ($1, $2, 'Benchmark', 'client_secret_post', '{}', ARRAY['client_credentials'], ARRAY['prompts:read'], '{}', now())`,
    [oauthApp.clientId, users[0]],
  );
  await pool.query(
    "INSERT INTO oauth_app_secrets (id, app_id, secret_hash, secret_hint) VALUES ('sec-bench', $1, $2, '')",
    [oauthApp.clientId, ...hashes([oauthApp.secret])],
  );
  const tokens = secretsOf(patFormat, organizationCount);
  await pool.query(
    `INSERT INTO personal_access_tokens (id, user_id, organization_id, name, secret_hash, secret_hint, expires_at)
     SELECT 'tok-' || owner, owner, owner, 'Benchmark', hash, '', now() + interval '90 days'
       FROM unnest($1::text[], $2::text[]) AS made (hash, owner)`,
    [hashes(tokens), users],
  );
  await pool.query(
    `INSERT INTO sessions (id, user_id, organization_id, kind, expires_at)
     SELECT 'ses-' || owner, owner, owner, 'api', now() + interval '7 days' FROM unnest($1::text[]) AS made (owner)`,
    [users],
  );
  const sign = createSessionJwts(secrets.JWT_SECRET).sign;
  const prompts = users.map((id) => `prompt-${id}`);
  await pool.query(
    `WITH made AS (
       INSERT INTO prompts (id, organization_id, environment, name, description, visibility, latest_version, updated_at)
       SELECT 'prompt-' || owner, owner, 'production', 'Benchmark', '', 'private', 1, now()
         FROM unnest($1::text[]) AS given (owner) RETURNING id)
     INSERT INTO prompt_versions (prompt_id, version, content) SELECT id, 1, 'Greet {{name}} and answer briefly.' FROM made`,
    [users],
  );
  const iat = Math.floor(Date.now() / 1000);
  const jwts = users.map((id, index) =>
    sign({ user_id: id, sub: id, email: emails[index] ?? "", sid: `ses-${id}`, iat, exp: iat + 7 * 86_400 }),
  );
  return {
    keys,
    serviceKey,
    tokens,
    jwts,
    prompts,
    unknownKeys: secretsOf(keyFormat, 1_000),
    logins: emails.slice(0, loginUsers),
    oauthApp,
  };
}
