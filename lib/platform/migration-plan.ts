import "server-only";
import type pg from "pg";
import { type Effect, effectsOf } from "./migration-effects";
import { readOwnSchema } from "./migration-files";
import { readSchemaState, refusalOf } from "./migration-history";
import { type LiveVersion, readVersions } from "./process-claim";

/** What a migration does to one table that is there. */
export type TouchedTable = Pick<Effect, "holdsUp" | "readsRows"> & {
  table: string;
  /** About how many rows it has, by the database's own estimate; null where it has none. */
  rows: number | null;
};

/** What will happen to a database when its migrations are applied. */
export type MigrationPlan = {
  version: string;
  /** How many migrations the database has of this version's. */
  applied: number;
  pending: readonly { name: string; needs: string | null; tables: readonly TouchedTable[] }[];
  /** Processes that live now. */
  processes: readonly LiveVersion[];
  /** Why this version may apply nothing at all; null where it may. */
  refusal: string | null;
};

/** Reads what `applyMigrations` would do, and changes nothing. */
export async function planMigrations(pool: pg.Pool, directory?: string): Promise<MigrationPlan> {
  const own = await readOwnSchema(directory);
  const state = await readSchemaState(pool, own);
  const needs = state.pending.flatMap((migration) => migration.needs ?? []);
  return {
    version: own.version,
    applied: own.migrations.length - state.pending.length,
    pending: await Promise.all(
      state.pending.map(async ({ name, needs, sql }) => ({ name, needs, tables: await touchedBy(pool, sql) })),
    ),
    processes: await readVersions(pool, needs),
    refusal: refusalOf(state, own.version),
  };
}

const weight = { nothing: 0, writes: 1, everything: 2 } as const;

/** Each table once, with the most that any statement does to it. */
async function touchedBy(pool: pg.Pool, sql: string): Promise<TouchedTable[]> {
  const tables = new Map<string, Pick<Effect, "holdsUp" | "readsRows">>();
  for (const { table, holdsUp, readsRows } of effectsOf(sql)) {
    const before = table === null ? undefined : tables.get(table);
    if (table !== null)
      tables.set(table, {
        holdsUp: before && weight[before.holdsUp] > weight[holdsUp] ? before.holdsUp : holdsUp,
        readsRows: readsRows || before?.readsRows === true,
      });
  }
  const { rows } = await pool.query<{ table: string; rows: number | null }>(
    `SELECT name AS table, nullif(c.reltuples, -1)::float8 AS rows
       FROM unnest($1::text[]) AS name JOIN pg_class c ON c.oid = to_regclass(quote_ident(name))`,
    [[...tables.keys()]],
  );
  return rows.flatMap(({ table, rows }) => {
    const touched = tables.get(table);
    return touched ? [{ table, rows, ...touched }] : [];
  });
}
