import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type pg from "pg";

/** The key of Prisma's own lock, so that a `prisma migrate deploy` elsewhere and we wait for each other. */
const migrationLock = 72_707_369;

const ourMigrations = "prisma/migrations";

type Migration = { name: string; sql: string; checksum: string };
type AppliedMigration = {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
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
 * is in transactions, none in a session's state, so that it works through a pooler in transaction mode. `until` names the
 * last one wanted.
 */
export async function applyMigrations(
  pool: pg.Pool,
  { directory = ourMigrations, until }: { directory?: string; until?: string } = {},
): Promise<string[]> {
  const all = await readMigrations(resolve(directory));
  const migrations = until === undefined ? all : all.filter(({ name }) => name <= until);
  const names: string[] = [];
  for (;;) {
    const name = await inTransaction(pool, (client) => applyNext(client, migrations));
    if (name === undefined) return names;
    names.push(name);
  }
}

/** Applies the first migration that is missing, if one is; other runners wait until this one has committed. */
async function applyNext(client: pg.PoolClient, migrations: Migration[]): Promise<string | undefined> {
  await client.query("SET LOCAL lock_timeout = '60s'");
  await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock]);
  await client.query("SET LOCAL lock_timeout TO DEFAULT");
  await client.query("SET LOCAL client_min_messages = warning");
  await client.query(createTable);
  const { rows: applied } = await client.query<AppliedMigration>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  assertSameHistory(applied, migrations);
  const done = new Set(applied.map((row) => row.migration_name));
  const next = migrations.find((migration) => !done.has(migration.name));
  if (next) await applyMigration(client, next);
  return next?.name;
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let committed = false;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    committed = true;
    return result;
  } finally {
    client.release(!committed); // otherwise the connection ends, in every state
  }
}

/** Rejects where a history that was saved elsewhere is not the beginning of this version's own. */
export async function assertKnownMigrations(
  saved: readonly { name: string; checksum: string }[],
  directory = ourMigrations,
): Promise<void> {
  const ours = await readMigrations(resolve(directory));
  for (const [place, { name, checksum }] of saved.entries()) {
    const known = ours[place];
    if (known?.name !== name)
      throw new Error(
        `the backup has the migration ${name}, which this version does not know: it is newer, or another product's`,
      );
    if (known.checksum !== checksum) throw new Error(`the migration ${name} was changed after the backup was made`);
  }
}

/** The name of the last migration that this version knows. */
export async function latestMigration(directory = ourMigrations): Promise<string> {
  return (await readMigrations(resolve(directory))).at(-1)?.name ?? "";
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, "migration.sql"));
      return {
        name,
        sql: sql.toString("utf8"),
        checksum: createHash("sha256").update(sql).digest("hex"),
      };
    }),
  );
}

function assertSameHistory(applied: AppliedMigration[], migrations: Migration[]): void {
  for (const { migration_name: name, checksum, finished_at } of applied) {
    const ours = migrations.find((migration) => migration.name === name);
    if (!ours)
      throw new Error(
        `the database has the migration ${name}, which this version does not know: it is newer, or another product's`,
      );
    if (finished_at === null)
      throw new Error(`the migration ${name} was begun and did not finish; repair it with "prisma migrate resolve"`);
    if (ours.checksum !== checksum) throw new Error(`the migration ${name} was changed after the database received it`);
  }
}

async function applyMigration(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    const { rows } = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    await client.query(sql);
    // A migration may have moved the search path.
    await client.query("RESET search_path");
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, rows[0]?.now],
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the migration ${name} failed and was undone: ${reason}`, {
      cause: error,
    });
  }
}
