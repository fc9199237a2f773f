import { expect, test } from "vitest";
import { applyMigrations } from "@/lib/platform/migrate";
import { useDatabaseBefore } from "@/lib/testing/older-database";

const migration = "20261126233000_apps_end_with_their_makers";
const pool = useDatabaseBefore(migration);

/** Apps, secrets and registration tokens of the version before, and what the audit trail says of who made them. */
const rows = `
  INSERT INTO users (id, email, name, updated_at) VALUES ('u1', 'a@example.test', 'A', now());
  INSERT INTO organizations (id, name) VALUES ('o1', 'One'), ('o2', 'Two');
  INSERT INTO memberships (organization_id, user_id, role) VALUES ('o1', 'u1', 'owner');
  INSERT INTO personal_access_tokens (id, user_id, organization_id, name, secret_hash, secret_hint, expires_at)
       VALUES ('t1', 'u1', 'o1', 'CI', 'hash', '', now());
  INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint)
       VALUES ('k1', 'k1', 'o1', 'prompts', 'production', 'Key', '', 'hash1', ''),
              ('k2', 'k2', 'o2', 'prompts', 'production', 'Key', '', 'hash2', '');
  INSERT INTO oauth_apps (id, organization_id, name, auth_method, redirect_uris, grant_types, scopes, metadata, updated_at)
       SELECT id, 'o1', id, 'none', '{}', '{}', '{}', '{}', now() FROM unnest(ARRAY['session', 'token', 'key', 'foreign']) AS id;
  INSERT INTO oauth_app_secrets (id, app_id, secret_hash, secret_hint)
       VALUES ('s1', 'session', '', 'hint1'), ('s2', 'session', '', 'hint2'), ('s3', 'session', '', 'hint3');
  INSERT INTO oauth_artifacts (model, id_hash, payload, uid) VALUES ('InitialAccessToken', 'x', '{"scopes":[]}', 'r1');
  INSERT INTO events (id, organization_id, environment, type, subject_id, credential_id, data)
       VALUES ('e1', 'o1', 'production', 'app.created', 'session', NULL, '{}'),
              ('e2', 'o1', 'production', 'app.created', 'token', 't1', '{}'),
              ('e3', 'o1', 'production', 'app.created', 'key', 'k1', '{}'),
              ('e4', 'o1', 'production', 'app.created', 'foreign', 'k2', '{}'),
              ('e5', 'o1', 'production', 'app.updated', 'session', 't1', '{"secret_hint":"hint2"}'),
              ('e6', 'o1', 'production', 'app.updated', 'session', 'k1', '{"secret_hint":"hint3"}'),
              ('e7', 'o1', 'production', 'registration_token.created', 'r1', 't1', '{}')`;

test("apps, secrets and registration tokens of before know what made them, as far as the audit trail tells", async () => {
  await pool().query(rows);
  expect(await applyMigrations(pool())).toContain(migration);
  const valuesOf = async (sql: string) => (await pool().query({ text: sql, rowMode: "array" })).rows;
  expect(await valuesOf("SELECT id, created_by_key_id, created_by_token_id FROM oauth_apps ORDER BY id")).toEqual([
    ["foreign", null, null],
    ["key", "k1", null],
    ["session", null, null],
    ["token", null, "t1"],
  ]);
  expect(
    await valuesOf("SELECT id, created_by_key_id, created_by_token_id FROM oauth_app_secrets ORDER BY id"),
  ).toEqual([
    ["s1", null, null],
    ["s2", null, "t1"],
    ["s3", "k1", null],
  ]);
  expect(await valuesOf("SELECT payload FROM oauth_artifacts")).toEqual([[{ scopes: [], tokenId: "t1" }]]);
});
