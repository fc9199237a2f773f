import { describe, expect, test } from "vitest";
import { statusClasses } from "@/lib/access/usage-event";
import { applyMigrations } from "@/lib/platform/migrate";
import { useDatabaseBefore } from "@/lib/testing/older-database";

const conversion = "20261126195000_closed_sets";
const pool = useDatabaseBefore(conversion);

/** What a deployment of the version before holds, in the columns that become enums. */
const rows = `
  INSERT INTO users (id, email, name, updated_at) VALUES ('u1', 'a@example.test', 'A', now()), ('u2', 'b@example.test', 'B', now());
  INSERT INTO organizations (id, name) VALUES ('o1', 'One');
  INSERT INTO memberships (organization_id, user_id, role) VALUES ('o1', 'u1', 'admin'), ('o1', 'u2', 'auditor');
  INSERT INTO sessions (id, user_id, organization_id, kind, expires_at) VALUES ('s1', 'u1', 'o1', 'dashboard', now());
  INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint)
       VALUES ('k1', 'k1', 'o1', 'prompts', 'development', 'Key', '', 'hash', '');
  INSERT INTO limit_states VALUES ('org:o1', 'prompts', 'production', 1, 1, 1, 1, 1, 1, 1, 1);
  INSERT INTO usage_hours VALUES ('o1', now(), 'prompts', 'production', 'k1', 'GET /v1/prompts', '429', 3);
  INSERT INTO prompts (id, organization_id, environment, name, description, visibility, updated_at)
       VALUES ('p1', 'o1', 'production', 'Prompt', '', 'public', now());
  INSERT INTO memories (id, organization_id, environment, content, type, updated_at)
       VALUES ('m1', 'o1', 'production', 'Memory', 'procedural', now());
  INSERT INTO webhook_endpoints (id, organization_id, product, environment, url, sealed_secret, disabled_reason, updated_at)
       VALUES ('w1', 'o1', 'prompts', 'production', 'https://example.test', '', 'gone', now());
  INSERT INTO webhook_deliveries (id, endpoint_id, organization_id, event_id, event_type, payload, status)
       VALUES ('d1', 'w1', 'o1', 'e1', 'key.created', '', 'cancelled');
  INSERT INTO reports (id, organization_id, environment, kind, status, parameters)
       VALUES ('r1', 'o1', 'production', 'keys', 'running', '{}')`;

const valuesOf = async (sql: string) => (await pool().query({ text: sql, rowMode: "array" })).rows;

describe("the conversion of closed sets to enums", () => {
  test("changes nothing at all where a value is none that was ever written", async () => {
    await pool().query("INSERT INTO organizations (id, name) VALUES ('odd', 'Odd')");
    await pool().query(
      "INSERT INTO events (id, organization_id, environment, type, data) VALUES ('odd', 'odd', 'staging', 'key.created', '{}')",
    );
    await expect(applyMigrations(pool())).rejects.toThrow(`${conversion} failed and was undone`);
    expect(await valuesOf("SELECT environment FROM events")).toEqual([["staging"]]);
    await pool().query("DELETE FROM organizations");
  });

  test("keeps every value that is stored, and takes a role that is none as the least", async () => {
    await pool().query(rows);
    expect(await applyMigrations(pool())).toContain(conversion);
    expect(await valuesOf("SELECT user_id, role FROM memberships ORDER BY 1")).toEqual([
      ["u1", "admin"],
      ["u2", "member"],
    ]);
    const stored = await valuesOf(
      `SELECT s.kind, k.environment, l.environment, u.status_class, p.visibility, m.type, w.disabled_reason, d.status, r.kind, r.status
         FROM sessions s, api_keys k, limit_states l, usage_hours u, prompts p, memories m, webhook_endpoints w,
              webhook_deliveries d, reports r`,
    );
    expect(stored).toEqual([
      ["dashboard", "development", "production", "429", "public", "procedural", "gone", "cancelled", "keys", "running"],
    ]);
  });

  test("keeps the defaults, and from then on the database refuses what is not in the set", async () => {
    await pool().query(
      "INSERT INTO reports (id, organization_id, environment, kind, parameters) VALUES ('r2', 'o1', 'development', 'usage', '{}')",
    );
    expect(await valuesOf("SELECT status FROM reports WHERE id = 'r2'")).toEqual([["queued"]]);
    const setRole = (role: string) => pool().query("UPDATE memberships SET role = $1 WHERE user_id = 'u1'", [role]);
    await expect(setRole("root")).rejects.toThrow('invalid input value for enum membership_role: "root"');
    await setRole("owner");
  });

  test("knows the classes of status that the meter counts, and no others", async () => {
    expect((await valuesOf("SELECT unnest(enum_range(NULL::status_class))::text")).flat()).toEqual([...statusClasses]);
  });
});
