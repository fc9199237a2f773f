import { expect, it } from "vitest";
import { type Ask, inPool, readKeyMakers } from "@/lib/access/key-lineage";
import { readKeys } from "@/lib/access/key-record";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readReplacedKeys } from "./replaced-keys";

const { open } = useTestRuntime();

type Plan = [{ "QUERY PLAN": [{ Plan: { "Shared Hit Blocks": number; "Shared Read Blocks": number } }] }];

/** How many of its pages PostgreSQL reads for what is asked; nothing is answered. */
async function pagesRead(work: (ask: Ask) => Promise<unknown>): Promise<number> {
  let pages = 0;
  await work(async (sql, values) => {
    const explained = await open().database.pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...values]);
    const [row] = explained.rows as Plan;
    const { Plan: plan } = row["QUERY PLAN"][0];
    pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    return [];
  });
  return pages;
}

it("what is read beside a list's page does not grow with the keys of the organization, and needs no statistics of them", async () => {
  const { organizationId } = (await createUser()).principal;
  const { pool } = open().database;
  const keys = 3_000;
  // As an import leaves them: PostgreSQL has not looked at the table since.
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes, ip_allowlist)
     SELECT id, id, $1, 'prompts', 'production', 'Imported', '', id, '', '{prompts:read}', '{}'
       FROM (SELECT 'key_' || gen_random_uuid() AS id FROM generate_series(1, $2)) AS made`,
    [organizationId, keys],
  );
  const listed = await inPool(pool)<{ id: string; lineId: string }>(
    `SELECT id, line_id AS "lineId" FROM api_keys WHERE organization_id = $1 ORDER BY id LIMIT 50`,
    [organizationId],
  );
  expect(listed).toHaveLength(50);
  const places = listed.map((place) => ({ ...place, organizationId }));
  // A few pages of indexes for each of the fifty; with the whole organization read at each it would be tens of thousands.
  expect(await pagesRead((ask) => readKeyMakers(ask, places))).toBeLessThan(50 * 20);
  const elsewhere = { stoppedIds: [], suspendedIds: [] };
  // Each key once at most.
  expect(await pagesRead((ask) => readReplacedKeys(ask, organizationId, new Date(), elsewhere))).toBeLessThan(
    keys * 1.2,
  );
});

it("what is read of a key that a process sees for the first time does not grow with the members of its organization", async () => {
  const { organizationId } = (await createUser()).principal;
  const { pool } = open().database;
  await pool.query(
    `INSERT INTO users (id, email, name, created_at, updated_at)
     SELECT 'member-' || n, n || '@members.test', '', now(), now() FROM generate_series(1, 2000) AS n`,
  );
  await pool.query(
    `INSERT INTO memberships (organization_id, user_id, role) SELECT $1, id, 'member' FROM users WHERE email LIKE '%@members.test'`,
    [organizationId],
  );
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes, ip_allowlist)
     VALUES ('key_1', 'key_1', $1, 'prompts', 'production', 'One', '', 'key_1', '', '{prompts:read}', '{}')`,
    [organizationId],
  );
  expect(await pagesRead((ask) => readKeys(ask, "id", ["key_1"]))).toBeLessThan(100);
});
