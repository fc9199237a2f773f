import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { type Migration, type OwnSchema, readMigrations, readOwnSchema } from "./migration-files";
import { readSchemaState, refusalOf } from "./migration-history";
import { inTransaction } from "./pool-transaction";
import { requireProcessesAt } from "./process-claim";

/** The key of Prisma's own lock, so that a `prisma migrate deploy` elsewhere and we wait for each other. */
const migrationLock = 72_707_369;
/**
 * How long a migration waits for a table. Requests that come after it wait behind it, and they are refused after a second:
 * it gives up before that, lets them pass, and tries again.
 */
const lockMs = 400;
const pauseMs = 600;
/** As long as that a transaction that somebody left open may keep a table. */
const patienceMs = 120_000;

export type MigrateOptions = {
  directory?: string;
  /** The names of those wanted; all where not given. */
  only?: readonly string[];
  /** Told why it waits, for a console. */
  progress?: ((line: string) => void) | undefined;
  /** How long a migration is tried again that does not get its locks, in milliseconds. */
  limitMs?: number;
};

/** The table as Prisma creates it. */
const createTable = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the migrations that the database lacks, in order, each in a transaction of its own, and records them as
 * Prisma does; returns their names. Rejects, having changed nothing, when the database's history is not ours. All of it
 * is in transactions, none in a session's state, so that it works through a pooler in transaction mode.
 */
export async function applyMigrations(pool: pg.Pool, options: MigrateOptions = {}): Promise<string[]> {
  const { directory, only, progress, limitMs = patienceMs } = options;
  const own = await readOwnSchema(directory);
  const wanted = (name: string) => only === undefined || only.includes(name);
  const names: string[] = [];
  let giveUpAt = performance.now() + limitMs;
  for (;;) {
    try {
      const name = await inTransaction(pool, (client) => applyNext(client, own, wanted));
      if (name === undefined) return names;
      names.push(name);
      giveUpAt = performance.now() + limitMs;
    } catch (error) {
      if (!(error instanceof BusyTable) || performance.now() > giveUpAt) throw error;
      progress?.(`${error.migration} waits for a table that is in use …`);
      await wait(pauseMs);
    }
  }
}

/** Applies the first wanted migration that is missing, if one is; other runners wait until this one has committed. */
async function applyNext(
  client: pg.PoolClient,
  own: OwnSchema,
  wanted: (name: string) => boolean,
): Promise<string | undefined> {
  await client.query("SET LOCAL lock_timeout = '60s'");
  await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock]);
  // However long it takes, and whatever limit its role has.
  await client.query("SET LOCAL statement_timeout = 0");
  await client.query("SET LOCAL client_min_messages = warning");
  await client.query(createTable);
  const state = await readSchemaState(client, own);
  const refusal = refusalOf(state, own.version);
  if (refusal) throw new Error(refusal);
  const next = state.pending.find(({ name }) => wanted(name));
  if (next) await applyMigration(client, next);
  await recordNeeds(client, own.migrations);
  return next?.name;
}

/** A migration did not get its lock in time, and was undone. */
class BusyTable extends Error {
  constructor(
    readonly migration: string,
    options: ErrorOptions,
  ) {
    super(
      `the migration ${migration} was undone: a table that it changes was in use for too long; end the transaction that holds it, and start again`,
      options,
    );
  }
}

async function applyMigration(client: pg.PoolClient, { name, sql, checksum, needs }: Migration): Promise<void> {
  if (needs) await requireProcessesAt(client, name, needs);
  try {
    const { rows } = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    await client.query(`SET LOCAL lock_timeout = ${lockMs}`);
    await client.query(sql);
    // A migration may have moved the search path.
    await client.query("RESET search_path");
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, rows[0]?.now],
    );
  } catch (error) {
    if ((error as { code?: string }).code === "55P03") throw new BusyTable(name, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the migration ${name} failed and was undone: ${reason}`, { cause: error });
  }
}

/** Says of what was applied, also by another tool, what it needs: versions that do not know it ask for that. */
async function recordNeeds(client: pg.PoolClient, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass('migration_needs') IS NOT NULL AS found");
  if (!rows[0]?.found) return;
  await client.query(
    `INSERT INTO migration_needs (name, needs_version)
     SELECT name, needs FROM unnest($1::text[], $2::text[]) AS ours (name, needs)
      WHERE EXISTS (SELECT FROM "_prisma_migrations" m
                     WHERE m.migration_name = ours.name AND m.finished_at IS NOT NULL AND m.rolled_back_at IS NULL)
     ON CONFLICT (name) DO NOTHING`,
    [migrations.map(({ name }) => name), migrations.map(({ needs }) => needs)],
  );
}

/** Rejects where a history that was saved elsewhere holds what this version does not. */
export async function assertKnownMigrations(
  saved: readonly { name: string; checksum: string }[],
  directory?: string,
): Promise<void> {
  const ours = new Map((await readMigrations(directory)).map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of saved) {
    const known = ours.get(name);
    if (known === undefined)
      throw new Error(
        `the backup has the migration ${name}, which this version does not know: it is newer, or another product's`,
      );
    if (known !== checksum) throw new Error(`the migration ${name} was changed after the backup was made`);
  }
}
