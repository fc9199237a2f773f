import "server-only";
import type pg from "pg";
import type { CounterKey } from "./counter-delta";
import type { SliceCounts } from "./slice-counts";
import { rowsOf, type SliceDelta, type SliceRow } from "./slice-delta";
import { stepBackMs } from "./window-clock";
import { sliceAt } from "./window-span";

type Row = { place: number; start_ms: string; count: string };

/** Reads the slices of named windows; null for keys of other counters, and where nothing was ever counted. */
export async function loadSlices(
  pool: pg.Pool,
  keys: readonly CounterKey[],
  nowMs: number,
): Promise<(SliceCounts | null)[]> {
  const { rows } = await pool.query<Row>(
    `SELECT asked.place::int, start_ms, count
       FROM unnest($1::text[], $2::text[], $3::environment[], $4::text[]) WITH ORDINALITY
            AS asked (subject, product, environment, span, place)
            JOIN limit_slices USING (subject, product, environment, span)`,
    [
      keys.map(({ subject }) => subject),
      keys.map(({ product }) => product),
      keys.map(({ environment }) => environment),
      keys.map(({ window }) => window?.span.id ?? ""),
    ],
  );
  const found = keys.map((): Row[] => []);
  for (const row of rows) found[row.place - 1]?.push(row);
  return keys.map((key, at) => countsOf(key, found[at] ?? [], nowMs));
}

function countsOf({ window }: CounterKey, rows: readonly Row[], nowMs: number): SliceCounts | null {
  if (!window || rows.length === 0) return null;
  const { span } = window;
  // A slice from further ahead than a clock may step back was a clock's mistake: it counts for the present one.
  const slices = rows.map(({ start_ms, count }) => {
    const startMs = Number(start_ms) - nowMs > stepBackMs ? nowMs : Number(start_ms);
    return { startMs, slice: sliceAt(span, startMs), count: Number(count) };
  });
  // Nothing else is as of 1970, which stands for a counter that there is none of.
  const asOf = Math.max(1, ...slices.map(({ startMs }) => startMs));
  const newest = sliceAt(span, asOf);
  const counts = Array.from({ length: span.slices }, () => 0);
  for (const { slice, count } of slices) {
    const age = newest - slice;
    if (age < span.slices) counts[age] = (counts[age] ?? 0) + count;
  }
  return { asOf, counts };
}

/** So many that a statement ends far within its time limit. */
const mostInRound = 5_000;

/** What runs a statement within a transaction. */
export type SliceClient = { query(text: string, values: unknown[]): Promise<unknown> };

/** Adds what named windows counted to what is stored, within the caller's transaction. */
export async function addSlices(client: SliceClient, deltas: readonly SliceDelta[]): Promise<void> {
  const rows = newestOf(deltas.flatMap(rowsOf));
  for (let from = 0; from < rows.length; from += mostInRound) {
    const round = rows.slice(from, from + mostInRound);
    await client.query(addRows, [
      round.map(({ key }) => key.subject),
      round.map(({ key }) => key.product),
      round.map(({ key }) => key.environment),
      round.map(({ key }) => key.window.span.id),
      ...(["place", "startMs", "count", "endsMs"] as const).map((name) => round.map((row) => row[name])),
    ]);
  }
}

/** Of slices that take turns on a place, the newest: a statement changes a row once. */
function newestOf(rows: readonly SliceRow[]): SliceRow[] {
  const newest = new Map<string, SliceRow>();
  for (const row of rows) {
    const { subject, product, environment, window } = row.key;
    const id = `${subject} ${product} ${environment} ${window.span.id} ${row.place}`;
    const other = newest.get(id);
    if (!other || row.startMs > other.startMs) newest.set(id, row);
  }
  return [...newest.values()];
}

/**
 * Whether a moment is further ahead than a clock may step back, in SQL. By the database's clock, as what a journal is late
 * with must not take what is newer for a clock's mistake.
 */
export function aheadSql(ms: string): string {
  return `${ms} > extract(epoch FROM statement_timestamp()) * 1000 + ${stepBackMs}`;
}

const isAhead = aheadSql("stored.start_ms");

/** In one order, so that no two processes wait for each other. */
const addRows = `
  INSERT INTO limit_slices AS stored (subject, product, environment, span, place, start_ms, count, ends_ms)
  SELECT * FROM unnest($1::text[], $2::text[], $3::environment[], $4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[])
      AS added (subject, product, environment, span, place, start_ms, count, ends_ms)
   ORDER BY subject COLLATE "C", product COLLATE "C", environment::text COLLATE "C", span COLLATE "C", place
  ON CONFLICT (subject, product, environment, span, place) DO UPDATE SET
    count = CASE WHEN stored.start_ms = excluded.start_ms OR (${isAhead} AND excluded.start_ms < stored.start_ms) THEN stored.count + excluded.count
                 WHEN stored.start_ms < excluded.start_ms THEN excluded.count
                 ELSE stored.count END,
    start_ms = CASE WHEN ${isAhead} THEN excluded.start_ms ELSE greatest(stored.start_ms, excluded.start_ms) END,
    ends_ms = CASE WHEN ${isAhead} THEN excluded.ends_ms ELSE greatest(stored.ends_ms, excluded.ends_ms) END`;
