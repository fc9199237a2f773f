import "server-only";
import type pg from "pg";
import { startOfMonth, startOfWeek } from "@/lib/access/calendar-starts";
import { credentialKindSql } from "@/lib/access/credential-kind";
import { dayMs } from "@/lib/access/limit-windows";

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
      WHERE all_through < $1 AND added_at <= clock_timestamp() - $2 * interval '1 millisecond'
        AND EXISTS (SELECT FROM usage_days d WHERE d.organization_id = w.organization_id
                       AND d.bucket_start >= w.all_through AND d.bucket_start < $1)`,
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
      `SELECT CASE WHEN isfinite(all_through) THEN all_through ELSE
                (SELECT min(bucket_start) FROM usage_days WHERE organization_id = $1) END AS from
         FROM usage_watermarks WHERE organization_id = $1 AND all_through < $2 FOR UPDATE SKIP LOCKED`,
      [organizationId, new Date(upToMs)],
    );
    const knownMs = rows[0]?.from?.getTime();
    let reachedMs = upToMs;
    if (knownMs !== undefined && knownMs < upToMs) {
      reachedMs = Math.min(upToMs, knownMs + daysAtOnceMs);
      await addUp(client, organizationId, knownMs - againMs, reachedMs);
      await client.query(
        "UPDATE usage_watermarks SET through = $2, whole_through = $2, all_through = $2 WHERE organization_id = $1",
        [organizationId, new Date(reachedMs)],
      );
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

const kindSql = credentialKindSql("credential_id");

/** What rows of a slice are told apart by. */
const dimensions = "bucket_start, product, environment, credential_kind, credential_id, endpoint, status_class";
const groups = "1, 2, 3, 4, 5, 6, 7";

/** How many of the requests of the hours of a day came before the end of its first hour, of its second, and so on. */
const untilHourSql = `ARRAY[${Array.from(
  { length: 24 },
  (_, hour) =>
    `coalesce(sum(requests) FILTER (WHERE extract(hour FROM bucket_start AT TIME ZONE 'UTC') <= ${hour}), 0)::bigint`,
).join(", ")}]`;

type Step = "hours" | "days" | "weeks" | "months";

/** Where the step begins that rows to be added up lie in. */
const stepStart: Record<Step, string> = {
  hours: "bucket_start",
  days: "date_trunc('day', bucket_start, 'UTC')",
  weeks: "date_trunc('week', bucket_start, 'UTC')",
  months: "date_trunc('month', bucket_start, 'UTC')",
};

/** What each slice is added up from, and by what; it keeps nothing else. Weeks and months are read from the days that stand already. */
const slices = [
  { of: "total", step: "hours", from: "usage_hours", by: [] },
  { of: "endpoint", step: "hours", from: "usage_hours", by: ["endpoint"] },
  { of: "total", step: "days", from: "usage_days", by: [] },
  { of: "endpoint", step: "days", from: "usage_days", by: ["endpoint"] },
  { of: "credential", step: "days", from: "usage_days", by: ["credential_id"] },
  { of: "credential", step: "weeks", from: "credential_days", by: ["credential_id"] },
  { of: "total", step: "months", from: "total_days", by: [] },
  { of: "endpoint", step: "months", from: "endpoint_days", by: ["endpoint"] },
  { of: "credential", step: "months", from: "credential_days", by: ["credential_id"] },
  { of: "pair", step: "months", from: "usage_days", by: ["credential_id", "endpoint"] },
] as const satisfies readonly {
  of: string;
  step: Step;
  from: string;
  by: readonly ("credential_id" | "endpoint")[];
}[];

/** Writes all slices of a span anew; weeks and months are written once they are over. */
async function addUp(client: pg.ClientBase, organizationId: string, fromMs: number, toMs: number): Promise<void> {
  for (const { of, step, from: source, by } of slices) {
    const slice = `${of}_${step}`;
    const [from, to] = [fromMs, toMs].map((ms) => new Date(startOf(step, ms)));
    // A week or month that began before and is over only now was not written yet.
    await client.query(`DELETE FROM usage_summaries WHERE organization_id = $1 AND slice = $2 AND bucket_start >= $3`, [
      organizationId,
      slice,
      from,
    ]);
    const columns = (kind: string) => {
      const kept = (name: "credential_id" | "endpoint") => (by.some((one) => one === name) ? name : "''");
      return `${stepStart[step]} AS bucket_start, product, environment, ${kind} AS credential_kind,
              ${kept("credential_id")} AS credential_id, ${kept("endpoint")} AS endpoint, status_class`;
    };
    const isRollUp = source.startsWith("usage_");
    const where = `WHERE organization_id = $1 AND bucket_start >= $3 AND bucket_start < $4`;
    // One statement sees the days and the hours of the same moment.
    const hours =
      step === "days"
        ? `LEFT JOIN (SELECT ${columns(kindSql)}, ${untilHourSql} AS until_hour FROM usage_hours ${where} GROUP BY ${groups}) AS hours
             USING (${dimensions})`
        : "CROSS JOIN (SELECT NULL::bigint[] AS until_hour) AS hours";
    await client.query(
      `INSERT INTO usage_summaries (organization_id, slice, ${dimensions}, requests, latency, until_hour)
       SELECT $1, $2::usage_slice, ${dimensions}, requests, latency, until_hour
         FROM (SELECT ${columns(isRollUp ? kindSql : "credential_kind")}, sum(requests) AS requests, sum(latency) AS latency
                 FROM ${isRollUp ? source : "usage_summaries"} ${where} ${isRollUp ? "" : `AND slice = '${source}'`}
                GROUP BY ${groups}) AS sums ${hours}`,
      [organizationId, slice, from, to],
    );
  }
}

/** Where the step begins that holds an instant, which is the start of a day; milliseconds since the epoch. */
function startOf(step: Step, ms: number): number {
  if (step === "months") return startOfMonth(ms);
  return step === "weeks" ? startOfWeek(ms) : ms;
}
