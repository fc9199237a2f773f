import "server-only";
import type pg from "pg";
import type { StatusClass } from "@/lib/access/usage-event";
import { credentialNameSql } from "@/lib/tenancy/credential-names";
import { type CellsQuery, cellsSql, ownersSql, type UsageFilters, usageColumns } from "./cells";
import { nameOfValue, type UsageDimension } from "./contract";
import type { UsageSpan } from "./span";
import { addRow, emptyTally, type Tally } from "./tally";
import { zoneDaysOf } from "./zone-cells";

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

function cellsOf(source: Source, change: Partial<Pick<CellsQuery, "coarsest" | "filters" | "needs" | "zoneDays">>) {
  const { organizationId, through, filters, span } = source;
  const { interval, zone, starts, endMs } = span;
  const isZoned = interval === "day" && zone !== "UTC";
  return cellsSql({
    organizationId,
    through,
    filters,
    fromMs: starts[0] ?? endMs,
    toMs: endMs,
    unit: interval === "minute" ? "minute" : interval === "hour" || isZoned ? "hour" : "day",
    coarsest: interval,
    zoneDays: isZoned ? zoneDaysOf(starts, endMs) : null,
    needs: [],
    ...change,
  });
}

type SeriesRow = { place: number; status: StatusClass; requests: string; latency: string };

/** The requests of each bucket, in one query. */
export async function readSeries(source: Source): Promise<Tally[]> {
  const { starts } = source.span;
  const { text, values } = cellsOf(source, {});
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

/** Cells with the column of a dimension; by customer, only those that have one. */
function cellsBy(dimension: UsageDimension, text: string): string {
  return dimension === "customer" ? `${text} AS cells JOIN ${ownersSql}` : `${text} AS cells`;
}

/** The busiest values of a dimension, in one query; of `among` where that is given. */
export async function readTop(
  source: Source,
  dimension: UsageDimension,
  most: number,
  among: readonly string[] | null,
): Promise<Top[]> {
  const column = usageColumns[dimension];
  const { text, values } = cellsOf(source, {
    needs: [dimension],
    // A total has no buckets, so whole months do.
    ...(source.span.interval === "minute" ? {} : { coarsest: "month" as const, zoneDays: null }),
  });
  const allowed = values.push(among);
  const { rows } = await source.pool.query<{ id: string; requests: string; name: string | null }>(
    `SELECT top.id, top.requests, ${nameSql[dimension] ?? "NULL"} AS name
       FROM (SELECT ${column}::text AS id, sum(requests) AS requests FROM ${cellsBy(dimension, text)}
              WHERE $${allowed}::text[] IS NULL OR ${column}::text = ANY($${allowed})
              GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${most}) AS top
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

/** The requests of some values by bucket, and by status with their latencies, in one query. */
export async function readGroups(source: Source, dimension: UsageDimension, top: readonly Top[]) {
  const { starts } = source.span;
  const lines = top.map(({ id, name }) => ({ id, name, tally: emptyTally(), values: starts.map(() => 0) }));
  if (lines.length === 0) return lines;
  const { text, values } = cellsOf(source, {
    needs: [dimension],
    filters: { ...source.filters, [dimension]: top.map(({ id }) => id) },
  });
  const places = values.push(starts.map((ms) => new Date(ms)));
  const { rows } = await source.pool.query<GroupRow>(
    `SELECT id, place, status, sum(requests) AS requests, CASE WHEN place IS NULL THEN sum(latency) END AS latency
       FROM (SELECT ${usageColumns[dimension]}::text AS id, status_class AS status, requests, latency,
                    width_bucket(bucket_start, $${places}::timestamptz[]) AS place
               FROM ${cellsBy(dimension, text)}) AS placed
      GROUP BY GROUPING SETS ((id, place), (id, status))`,
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
