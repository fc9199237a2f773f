import pg from "pg";
import { keyFormatOf } from "@/lib/access/catalogue";
import { generateCredential, hashCredential } from "@/lib/access/credential-format";
import { applyMigrations } from "@/lib/platform/migrate";
import { makeOwnDatabase } from "./own-database";

/** How many keys of each size can be shown: all others have a hash that no key leads to. */
const samples = 100;

/** A database of its own on the benchmark's server, with one organization whose keys grow in number. */
export async function openGrowingDatabase(serverUrl: string, pepper: string) {
  const connectionString = await makeOwnDatabase(serverUrl, "growth");
  const pool = new pg.Pool({ connectionString, max: 1 });
  await applyMigrations(pool);
  await pool.query(
    "INSERT INTO users (id, email, name, updated_at) VALUES ('owner', 'owner@example.test', 'Owner', now())",
  );
  await pool.query("INSERT INTO organizations (id, name, plan) VALUES ('owner', 'Owner', 'enterprise')");
  await pool.query("INSERT INTO memberships (organization_id, user_id) VALUES ('owner', 'owner')");
  const format = keyFormatOf("prompts", "production");
  if (!format) throw new Error("the prompts product has keys");
  let stored = 0;

  async function add(hashes: string, values: unknown[]): Promise<void> {
    await pool.query(
      `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint,
                             scopes, ip_allowlist, created_by_id)
       SELECT 'key-' || hash, 'key-' || hash, 'owner', 'prompts', 'production', 'Benchmark', '', hash, '',
              ARRAY['prompts:read'], '{}', 'owner'
         FROM ${hashes} AS made (hash)`,
      values,
    );
  }

  return {
    connectionString,
    /** Adds keys until there are so many; returns those that can be shown and were never shown. */
    async growTo(count: number): Promise<string[]> {
      const shown = Array.from({ length: samples }, () => generateCredential(format));
      const fillers = Math.max(0, count - stored - samples);
      await add("(SELECT md5($1::text || n) || md5(n::text) FROM generate_series(1, $2::int) AS n)", [count, fillers]);
      await add("unnest($1::text[])", [shown.map((secret) => hashCredential(secret, pepper))]);
      stored += fillers + samples;
      await pool.query("ANALYZE api_keys");
      return shown;
    },
    close: () => pool.end(),
  };
}
