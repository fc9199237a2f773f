import "server-only";
import type pg from "pg";
import type { StatusClass } from "@/lib/access/usage-event";
import { credentialNameSql } from "@/lib/tenancy/credential-names";
import { type CellsQuery, cellsSql, ownersSql } from "./cells";
import { nameOfValue, type UsageDimension } from "./contract";
import { type UsageFilters, usageColumns } from "./part-sql";
import type { UsageSpan } from "./span";
import { addRow, emptyTally, type Tally } from "./tally";

/** Whose usage of which span is read. */
export type Source = {
  pool: pg.Pool;
  organizationId: string;
  through: Date | null;
  filters: UsageFilters;
  span: UsageSpan;
};

/** A value of a dimension with all of its requests. */
export type Top = { id: string; name: string; requests: number };

type Reading = Pick<CellsQuery, "needs" | "withLatencies"> & Partial<Pick<CellsQuery, "filters">>;

/** The cells of a source by the buckets of its span. */
function cellsOf(source: Source, reading: Reading, values?: unknown[]) {
  return cellsSql(cellsQuery(source, reading), values);
}

/** The cells of a source as few as they can be: a total has no buckets, so whole months do. */
function totalsOf(source: Source, reading: Reading, values?: unknown[]) {
  const query = cellsQuery(source, reading);
  return cellsSql(query.unit === "minute" ? query : { ...query, coarsest: "month", zoneStarts: null }, values);
}

function cellsQuery({ organizationId, through, filters, span }: Source, reading: Reading): CellsQuery {
  const { interval, zone, starts, endMs } = span;
  const isZoned = interval === "day" && zone !== "UTC";
  return {
    organizationId,
    through,
    filters,
    fromMs: starts[0] ?? endMs,
    toMs: endMs,
    unit: interval === "minute" ? "minute" : interval === "hour" || isZoned ? "hour" : "day",
    coarsest: interval,
    zoneStarts: isZoned ? starts : null,
    ...reading,
  };
}

type SeriesRow = { place: number; status: StatusClass; requests: string; latency: string };

/** The requests of each bucket, in one query. */
export async function readSeries(source: Source): Promise<Tally[]> {
  const { starts } = source.span;
  const { text, values } = cellsOf(source, { needs: ["status"], withLatencies: true });
  const place = values.push(starts.map((ms) => new Date(ms)));
  const { rows } = await source.pool.query<SeriesRow>(
    `SELECT width_bucket(bucket_start, $${place}::timestamptz[]) AS place, status_class AS status,
            sum(requests) AS requests, sum(latency) AS latency
       FROM ${text} AS cells GROUP BY 1, 2`,
    values,
  );
  const series = starts.map(emptyTally);
  for (const row of rows) {
    const tally = series[row.place - 1];
    if (tally) addRow(tally, row.status, Number(row.requests), row.latency);
  }
  return series;
}

/** What values of a dimension are called that no list of ours names. */
const nameSql: Partial<Record<UsageDimension, string>> = {
  credential: credentialNameSql("top.id"),
  customer:
    "(SELECT coalesce(nullif(c.name, ''), c.external_id) FROM customers c WHERE c.id = top.id AND c.organization_id = $1)",
};

/** What requests are added up by besides the values of a dimension: a column's name and how it is worked out. */
type By = { name: string; sql: string };

/** Requests, and latencies where they are asked for, by the values of a dimension and by what else is told apart. */
function sumsBy(dimension: UsageDimension, cells: string, by: readonly By[], withLatencies = false) {
  const sums = `sum(requests) AS requests${withLatencies ? ", sum(latency) AS latency" : ""}`;
  const groups = [1, ...by.map((_, place) => place + 2)].join(", ");
  const added = (id: string) =>
    `SELECT ${[`${id} AS id`, ...by.map(({ name, sql }) => `${sql} AS ${name}`), sums].join(", ")}
       FROM ${cells} AS cells GROUP BY ${groups}`;
  if (dimension !== "customer") return added(`${usageColumns[dimension]}::text`);
  // Whose a key is, is asked once its requests are added up, and only those that are somebody's count.
  return `SELECT ${["owners.customer_id AS id", ...by.map(({ name }) => name), sums].join(", ")}
            FROM (${added("credential_id")}) AS keys JOIN ${ownersSql} ON owners.key_id = keys.id GROUP BY ${groups}`;
}

/** The busiest values of a dimension, in one query; of `among` where that is given. */
export async function readTop(
  source: Source,
  dimension: UsageDimension,
  most: number,
  among: readonly string[] | null,
): Promise<Top[]> {
  const { text, values } = totalsOf(source, { needs: [dimension], withLatencies: false });
  const allowed = values.push(among);
  const { rows } = await source.pool.query<{ id: string; requests: string; name: string | null }>(
    `SELECT top.id, top.requests, ${nameSql[dimension] ?? "NULL"} AS name
       FROM (SELECT id, requests FROM (${sumsBy(dimension, text, [])}) AS sums
              WHERE $${allowed}::text[] IS NULL OR id = ANY($${allowed})
              ORDER BY requests DESC, id LIMIT ${most}) AS top
      ORDER BY top.requests DESC, top.id`,
    values,
  );
  return rows.map(({ id, requests, name }) => ({
    id,
    name: name ?? nameOfValue(dimension, id),
    requests: Number(requests),
  }));
}

type GroupRow = {
  id: string;
  place: number | null;
  status: StatusClass | null;
  requests: string;
  latency: string | null;
};

/**
 * The requests of some values by bucket, and by status with their latencies, in one query. No bucket of a line has
 * latencies, so these are read over the whole span, in longer steps. There an hour that moves from one day of a zone to
 * another plays no part. For minutes and months there are no longer steps, so one reading serves both.
 */
export async function readGroups(source: Source, dimension: UsageDimension, top: readonly Top[]) {
  const { starts, interval } = source.span;
  const lines = top.map(({ id, name }) => ({ id, name, tally: emptyTally(), values: starts.map(() => 0) }));
  if (lines.length === 0) return lines;
  const filters = { ...source.filters, [dimension]: top.map(({ id }) => id) };
  const outcomes: Reading = { needs: [dimension, "status"], withLatencies: true, filters };
  const isReadOnce = interval === "minute" || interval === "month";
  const { text: cells, values } = cellsOf(
    source,
    isReadOnce ? outcomes : { needs: [dimension], withLatencies: false, filters },
  );
  const place = {
    name: "place",
    sql: `width_bucket(bucket_start, $${values.push(starts.map((ms) => new Date(ms)))}::timestamptz[])`,
  };
  const status = { name: "status", sql: "status_class" };
  const sums = sumsBy(dimension, cells, isReadOnce ? [place, status] : [place], isReadOnce);
  const totals = isReadOnce
    ? "SELECT id, status, sum(requests) AS requests, sum(latency) AS latency FROM sums GROUP BY 1, 2"
    : sumsBy(dimension, totalsOf(source, outcomes, values).text, [status], true);
  const { rows } = await source.pool.query<GroupRow>(
    `WITH sums AS (${sums})
     SELECT id, place, NULL AS status, sum(requests) AS requests, NULL AS latency FROM sums GROUP BY 1, 2
     UNION ALL SELECT id, NULL, status::text, requests, latency FROM (${totals}) AS totals`,
    values,
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const { id, place, status, requests, latency } of rows) {
    const line = byId.get(id);
    if (!line) continue;
    if (place !== null) line.values[place - 1] = Number(requests);
    else if (status !== null) addRow(line.tally, status, Number(requests), latency);
  }
  return lines;
}
