import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type pg from "pg";

/** The key of Prisma's own lock, so that a `prisma migrate deploy` elsewhere and we wait for each other. */
const migrationLock = 72_707_369;

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
 * Prisma does; returns their names. Rejects, having changed nothing, when the database's history is not ours.
 */
export async function applyMigrations(pool: pg.Pool, directory = "prisma/migrations"): Promise<string[]> {
  const migrations = await readMigrations(resolve(directory));
  const client = await pool.connect();
  try {
    await client.query("SET lock_timeout = '60s'");
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    await client.query("RESET lock_timeout");
    await client.query("SET client_min_messages = warning");
    await client.query(createTable);
    const { rows: applied } = await client.query<AppliedMigration>(
      `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    );
    assertSameHistory(applied, migrations);
    const done = new Set(applied.map((row) => row.migration_name));
    const pending = migrations.filter((migration) => !done.has(migration.name));
    for (const migration of pending) await applyMigration(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    client.release(true); // ends the session, and with it the lock, in every state
  }
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
    await client.query("BEGIN");
    const { rows } = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    await client.query(sql);
    // A migration may have moved the search path.
    await client.query("RESET search_path");
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, rows[0]?.now],
    );
    await client.query("COMMIT");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the migration ${name} failed and was undone: ${reason}`, {
      cause: error,
    });
  }
}
