import pg from "pg";
import { mostTags } from "@/lib/access/tag-budget";
import { readWatermark } from "@/lib/access/usage-watermark";
import { applyMigrations } from "@/lib/platform/migrate";
import { summarizeUsage } from "@/lib/tenancy/summarize-usage";
import { makeOwnDatabase } from "./own-database";

const organizationId = "busy";
const keys = 500;
/** Each has every hundredth key, so busy ones and quiet ones. */
const customers = 100;
const days = 366;
const hoursKeptDays = 100;
/** How many rows of an hour a key of a day is spread over at most: five endpoints in every hour. */
const mostSamples = 120;

/** As many tags in every hour as a process tells apart, and what is counted beyond them; two outcomes each. */
async function addTags(pool: pg.Pool): Promise<void> {
  for (const [table, unit, hours, kept] of [
    ["usage_tag_hours", "hour", 1, hoursKeptDays],
    ["usage_tag_days", "day", 24, days],
  ] as const) {
    await pool.query(
      `INSERT INTO ${table} (organization_id, bucket_start, product, environment, tag, status_class, requests, latency)
       SELECT $1, start, 'prompts', 'production', 'tag-' || tag, status, count, count * (1 || repeat('0', 12 * (tag % 12)))::numeric
         FROM generate_series(date_trunc('${unit}', now(), 'UTC') - $2 * interval '1 day', now(), interval '1 ${unit}') AS start,
              LATERAL (SELECT 5 * least($4::int, ceil(extract(epoch FROM now() - start) / 3600))::int AS count) AS counted,
              generate_series(0, $3::int) AS tag, unnest(ARRAY['2xx', '4xx']::status_class[]) AS status`,
      [organizationId, kept, mostTags, hours],
    );
  }
}

/** A database of its own with a year of usage of one organization: so many requests with 500 keys of 100 customers, the few of them busy, to 40 endpoints. */
export async function openUsageDatabase(serverUrl: string, requests: number) {
  const pool = new pg.Pool({ connectionString: await makeOwnDatabase(serverUrl, "usage"), max: 1 });
  await applyMigrations(pool);
  await pool.query("INSERT INTO organizations (id, name, plan) VALUES ($1, 'Busy', 'enterprise')", [organizationId]);
  await pool.query(
    `INSERT INTO customers (id, organization_id, external_id, name, created_at, updated_at)
     SELECT 'cus_' || number, $1, 'user_' || number, '', now(), now() FROM generate_series(0, $2::int - 1) AS number`,
    [organizationId, customers],
  );
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                           ip_allowlist, customer_id)
     SELECT 'key_' || number, 'key_' || number, $1, 'prompts', 'production', 'Benchmark', '', 'hash ' || number, '',
            ARRAY['prompts:read'], '{}', 'cus_' || number % $3::int
       FROM generate_series(1, $2::int) AS number`,
    [organizationId, keys, customers],
  );
  // Harmonic weights: the busiest key makes a seventh of all requests, the last one a few a day.
  await pool.query(
    `CREATE UNLOGGED TABLE made AS
     SELECT date_trunc('day', now(), 'UTC') - day * interval '1 day' + hour * interval '1 hour' AS bucket_start,
            'key_' || key AS credential_id,
            (ARRAY['GET','POST','PATCH','DELETE'])[1 + endpoint % 4] || ' /v1/resources/' || endpoint / 4 AS endpoint,
            CASE WHEN chance < 0.92 THEN '2xx' WHEN chance < 0.97 THEN '4xx' WHEN chance < 0.99 THEN '429' ELSE '5xx' END AS status_class,
            sum(part) AS requests,
            sum(part * (1 || repeat('0', 12 * place))::numeric) AS latency
       FROM (SELECT day, key, greatest(1, round($1::numeric / $2 / key / 6.79))::int AS count
               FROM generate_series(0, $2 - 1) AS day, generate_series(1, $3::int) AS key) AS plan,
            LATERAL (SELECT floor(random() * 24)::int AS hour, (key * 7 + floor(random() * 5)::int) % 40 AS endpoint,
                            random() AS chance, 3 + floor(random() * 12)::int AS place,
                            ceil(count / least(count, $4)::numeric)::bigint AS part
                       FROM generate_series(1, least(count, $4))) AS sample
      GROUP BY 1, 2, 3, 4`,
    [requests, days, keys, mostSamples],
  );
  const columns =
    "organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency";
  const own = `$1, %, 'prompts', 'production'::environment, credential_id, endpoint, status_class::status_class`;
  await pool.query(
    `INSERT INTO usage_hours (${columns}) SELECT ${own.replace("%", "bucket_start")}, requests, latency FROM made
      WHERE bucket_start >= now() - $2 * interval '1 day'`,
    [organizationId, hoursKeptDays],
  );
  await pool.query(
    `INSERT INTO usage_days (${columns}) SELECT ${own.replace("%", "date_trunc('day', bucket_start, 'UTC')")}, sum(requests), sum(latency)
       FROM made GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [organizationId],
  );
  await pool.query("DROP TABLE made");
  await addTags(pool);
  // A watermark counts from the run after the one that made it.
  for (const _run of [1, 2]) await summarizeUsage(pool, Date.now(), { settledAfterMs: 0 });
  await pool.query("VACUUM ANALYZE");
  const { rows } = await pool.query<{ requests: string; days: string; hours: string; summaries: string }>(
    `SELECT (SELECT sum(requests) FROM usage_days) AS requests, (SELECT count(*) FROM usage_days) AS days,
            (SELECT count(*) FROM usage_hours) AS hours, (SELECT count(*) FROM usage_summaries) AS summaries`,
  );
  return {
    pool,
    organizationId,
    through: await readWatermark(pool, organizationId),
    sizes: rows[0],
    close: () => pool.end(),
  };
}
