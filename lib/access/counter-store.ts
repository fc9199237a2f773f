import "server-only";
import type pg from "pg";
import { type CounterDelta, type CounterKey, counterIdOf } from "./counter-delta";
import { type CounterState, type Counters, requestDebt } from "./limit-windows";
import type { SliceDelta } from "./slice-delta";
import { addSlices, aheadSql, loadSlices } from "./slice-store";
import { stepBackMs } from "./window-clock";

/** Where counters outlive a process. */
export type CounterStore = {
  /**
   * Reads counters in one query, those of named windows in another; null where nothing was ever counted, in the order of the
   * keys. What is stored of a future beyond a clock's small steps counts as of `nowMs`.
   */
  load(keys: readonly CounterKey[], nowMs: number): Promise<(CounterState | null)[]>;
  /** Adds runs of passes to what is stored, within the caller's transaction; runs of one counter in their order. */
  add(client: pg.ClientBase, deltas: readonly CounterDelta[], slices?: readonly SliceDelta[]): Promise<void>;
};

type Row = {
  place: number;
  debt: string;
  as_of: string;
  minute: number;
  minute_count: string;
  day: number;
  day_count: string;
  month: number;
  month_count: string;
};

/** Keeps the limits' counters in PostgreSQL: one row a counter, which several processes add to. */
export function createCounterStore(pool: pg.Pool): CounterStore {
  return {
    async load(keys, nowMs) {
      const found: (CounterState | null)[] = keys.map(() => null);
      const named = keys.some(({ window }) => window) ? await loadSlices(pool, keys, nowMs) : found;
      if (keys.every(({ window }) => window)) return named;
      const { rows } = await pool.query<Row>(
        `SELECT place::int, debt, as_of, minute, minute_count, day, day_count, month, month_count
           FROM unnest($1::text[], $2::text[], $3::environment[]) WITH ORDINALITY
                AS asked (subject, product, environment, place)
                JOIN limit_states USING (subject, product, environment)`,
        keyColumns(keys),
      );
      for (const row of rows) if (!keys[row.place - 1]?.window) named[row.place - 1] = countersOf(row);
      return named;
    },
    async add(client, deltas, slices = []) {
      for (const round of roundsOf(deltas)) {
        const keys = keyColumns(round.map(({ key }) => key));
        await client.query(insertMissing, keys);
        await client.query(addDeltas, [...keys, ...deltaColumns.map((name) => round.map((delta) => delta[name]))]);
      }
      await addSlices(client, slices);
    },
  };
}

function countersOf(row: Row): Counters {
  return {
    debt: Number(row.debt),
    asOf: Number(row.as_of),
    minute: row.minute,
    minuteCount: Number(row.minute_count),
    day: row.day,
    dayCount: Number(row.day_count),
    month: row.month,
    monthCount: Number(row.month_count),
  };
}

function keyColumns(keys: readonly CounterKey[]): string[][] {
  return (["subject", "product", "environment"] as const).map((name) => keys.map((key) => key[name]));
}

/** So many that a statement ends far within its time limit. */
const mostInRound = 5_000;

/** The order in which every process takes the rows of counters, so that none waits for another in a circle. */
const lockOrder = `subject COLLATE "C", product COLLATE "C", environment::text COLLATE "C"`;

function byLockOrder({ key: one }: CounterDelta, { key: other }: CounterDelta): number {
  for (const name of ["subject", "product", "environment"] as const) {
    if (one[name] !== other[name]) return one[name] < other[name] ? -1 : 1;
  }
  return 0;
}

/**
 * Deltas in rounds in which every counter comes once: a statement changes a row once. What a round takes comes after all
 * that earlier ones took, in the order of locks.
 */
function roundsOf(deltas: readonly CounterDelta[]): CounterDelta[][] {
  const rounds: CounterDelta[][] = [];
  const seen = new Map<string, number>();
  for (const delta of deltas.toSorted(byLockOrder)) {
    const id = counterIdOf(delta.key);
    let place = seen.get(id) ?? 0;
    while ((rounds[place]?.length ?? 0) >= mostInRound) place += 1;
    rounds[place] ??= [];
    rounds[place]?.push(delta);
    seen.set(id, place + 1);
  }
  return rounds;
}

/** As of the epoch's start nothing was owed: an addition to such a row leaves what it leaves on its own. */
const insertMissing = `
  INSERT INTO limit_states
         (subject, product, environment, debt, as_of, minute, minute_count, day, day_count, month, month_count)
  SELECT subject, product, environment, 0, 0, 0, 0, 0, 0, 0, 0
    FROM unnest($1::text[], $2::text[], $3::environment[]) AS delta (subject, product, environment)
   ORDER BY ${lockOrder}
  ON CONFLICT DO NOTHING`;

const deltaColumns = [
  "perMinute",
  "burst",
  "costs",
  "floor",
  "lastMs",
  "minute",
  "minuteCount",
  "day",
  "dayCount",
  "month",
  "monthCount",
] as const;

/** A row from further ahead than a clock may step back was a clock's mistake: what it counted counts for the present windows. */
const isAhead = `(stored.as_of - delta.last_ms > ${stepBackMs} AND ${aheadSql("stored.as_of")})`;

/** What a window holds afterwards: a newer one starts anew, an older one's passes are no part of it any more. */
function windowOf(name: "minute" | "day" | "month"): string {
  return `
    ${name} = CASE WHEN ${isAhead} THEN delta.${name} ELSE greatest(stored.${name}, delta.${name}) END,
    ${name}_count = CASE WHEN ${isAhead} OR stored.${name} >= delta.${name} THEN stored.${name}_count ELSE 0 END
                  + CASE WHEN ${isAhead} OR delta.${name} >= stored.${name} THEN delta.${name}_count ELSE 0 END`;
}

/** Where runs of several processes overlap, the debt is never less than all their passes together leave. */
const addDeltas = `
  WITH delta AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::environment[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[],
                         $8::bigint[], $9::int[], $10::bigint[], $11::int[], $12::bigint[], $13::int[], $14::bigint[])
         AS given (subject, product, environment, per_minute, burst, costs, floor, last_ms,
                   minute, minute_count, day, day_count, month, month_count)
  ), locked AS MATERIALIZED (
    SELECT subject, product, environment FROM limit_states JOIN delta USING (subject, product, environment)
     ORDER BY ${lockOrder} FOR NO KEY UPDATE OF limit_states
  )
  UPDATE limit_states AS stored SET
    debt = least(delta.burst * ${requestDebt}, greatest(delta.floor, stored.debt + delta.costs
                 - CASE WHEN ${isAhead} THEN 0 ELSE delta.per_minute * greatest(0, delta.last_ms - stored.as_of) END)),
    as_of = CASE WHEN ${isAhead} THEN delta.last_ms ELSE greatest(stored.as_of, delta.last_ms) END,
    ${windowOf("minute")},
    ${windowOf("day")},
    ${windowOf("month")}
    FROM delta JOIN locked USING (subject, product, environment)
   WHERE stored.subject = delta.subject AND stored.product = delta.product AND stored.environment = delta.environment`;
