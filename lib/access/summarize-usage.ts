import "server-only";
import type pg from "pg";
import { credentialKindSql } from "./credential-kind";
import { dayMs } from "./limit-windows";

const hourMs = 3_600_000;
/** How long after midnight a day is added up: what was counted last is stored by then. */
const graceMs = hourMs;
/** What a process of an older version stored late does not move the watermark: the last days are added up once more. */
const againMs = 2 * dayMs;
/** So few days that their transaction ends far within its time limit. */
const daysAtOnceMs = 10 * dayMs;
/** Longer than a transaction may last that began before the watermark was there. */
const settledMs = 60_000;

export type SummarizeOptions = { signal?: AbortSignal; settledAfterMs?: number };

/**
 * Adds the usage of finished UTC days up for charts of long spans, as of `nowMs`. Which days are in is the organization's
 * watermark. A new watermark is used from the next run on, because usage may be on its way that does not know of it.
 */
export async function summarizeUsage(
  pool: pg.Pool,
  nowMs: number,
  { signal, settledAfterMs = settledMs }: SummarizeOptions = {},
): Promise<void> {
  const upToMs = Math.floor((nowMs - graceMs) / dayMs) * dayMs;
  await pool.query(
    `INSERT INTO usage_watermarks (organization_id, through)
     SELECT id, '-infinity' FROM organizations ON CONFLICT DO NOTHING`,
  );
  const { rows } = await pool.query<{ organization_id: string }>(
    `SELECT organization_id FROM usage_watermarks w
      WHERE whole_through < $1 AND added_at <= clock_timestamp() - $2 * interval '1 millisecond'
        AND EXISTS (SELECT FROM usage_days d WHERE d.organization_id = w.organization_id
                       AND d.bucket_start >= w.whole_through AND d.bucket_start < $1)`,
    [new Date(upToMs), settledAfterMs],
  );
  for (const { organization_id } of rows) {
    while (!signal?.aborted && (await summarizeSome(pool, organization_id, upToMs)));
  }
}

/** Adds up the next days of an organization; true while there are more. */
async function summarizeSome(pool: pg.Pool, organizationId: string, upToMs: number): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<{ from: Date | null }>(
      `SELECT CASE WHEN isfinite(whole_through) THEN whole_through ELSE
                (SELECT min(bucket_start) FROM usage_days WHERE organization_id = $1) END AS from
         FROM usage_watermarks WHERE organization_id = $1 AND whole_through < $2 FOR UPDATE SKIP LOCKED`,
      [organizationId, new Date(upToMs)],
    );
    const knownMs = rows[0]?.from?.getTime();
    let reachedMs = upToMs;
    if (knownMs !== undefined && knownMs < upToMs) {
      reachedMs = Math.min(upToMs, knownMs + daysAtOnceMs);
      await addUp(client, organizationId, knownMs - againMs, reachedMs);
      await client.query("UPDATE usage_watermarks SET through = $2, whole_through = $2 WHERE organization_id = $1", [
        organizationId,
        new Date(reachedMs),
      ]);
    }
    await client.query("COMMIT");
    return reachedMs < upToMs;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

const kind = credentialKindSql("credential_id");

/** What each slice is added up from; its rows lose the column that it does not keep. Months are read from the days that stand already. */
const slices = [
  { slice: "total_hours", from: "usage_hours", start: "bucket_start", kind, credential: "''", endpoint: "''" },
  { slice: "endpoint_hours", from: "usage_hours", start: "bucket_start", kind, credential: "''", endpoint: "endpoint" },
  { slice: "endpoint_days", from: "usage_days", start: "bucket_start", kind, credential: "''", endpoint: "endpoint" },
  {
    slice: "credential_days",
    from: "usage_days",
    start: "bucket_start",
    kind,
    credential: "credential_id",
    endpoint: "''",
  },
  {
    slice: "credential_months",
    from: "usage_summaries",
    start: "date_trunc('month', bucket_start, 'UTC')",
    kind: "credential_kind",
    credential: "credential_id",
    endpoint: "''",
  },
  {
    slice: "pair_months",
    from: "usage_days",
    start: "date_trunc('month', bucket_start, 'UTC')",
    kind,
    credential: "credential_id",
    endpoint: "endpoint",
  },
] as const;

/** Writes all slices of a span anew; months are written once they are over. */
async function addUp(client: pg.ClientBase, organizationId: string, fromMs: number, toMs: number): Promise<void> {
  const [from, to, fromMonth, toMonth] = [fromMs, toMs, startOfMonth(fromMs), startOfMonth(toMs)].map(
    (ms) => new Date(ms),
  );
  for (const { slice, from: source, start, kind: kindSql, credential, endpoint } of slices) {
    const isMonths = slice.endsWith("_months");
    const span = isMonths ? [fromMonth, toMonth] : [from, to];
    // A month that began before and is over only now was not written yet.
    await client.query(`DELETE FROM usage_summaries WHERE organization_id = $1 AND slice = $2 AND bucket_start >= $3`, [
      organizationId,
      slice,
      span[0],
    ]);
    await client.query(
      `INSERT INTO usage_summaries (organization_id, slice, bucket_start, product, environment, credential_kind, credential_id,
                                    endpoint, status_class, requests, latency)
       SELECT organization_id, $2::usage_slice, ${start}, product, environment, ${kindSql}, ${credential}, ${endpoint},
              status_class, sum(requests), sum(latency)
         FROM ${source}
        WHERE organization_id = $1 AND bucket_start >= $3 AND bucket_start < $4 ${source === "usage_summaries" ? "AND slice = 'credential_days'" : ""}
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
      [organizationId, slice, ...span],
    );
  }
}

/** The start of the UTC month that an instant lies in, in milliseconds since the epoch. */
function startOfMonth(ms: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}
