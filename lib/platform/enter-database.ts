import "server-only";
import pg from "pg";
import { databaseUrlProblem } from "./database-url";
import { type MisfitOf, noteSecrets, requireKnownSecrets } from "./known-secrets";
import { applyMigrations } from "./migrate";
import { type OwnSchema, readOwnSchema } from "./migration-files";
import { readSchemaState, refusalOf } from "./migration-history";
import { whyNoDatabase } from "./no-database";
import { claimProcessRow, type ProcessRow, type ProcessRowOptions } from "./process-row";
import { type Fingerprints, secretsMark } from "./secrets-mark";

/** How a server process comes into its database. */
export type Entry = Omit<ProcessRowOptions, "alike"> & {
  fingerprints: Fingerprints;
  misfitOf?: MisfitOf;
  /** False: a database that lacks a migration is refused, for `latchkey migrate` to bring it up. */
  migrates: boolean;
};

/**
 * Brings a server process into its database: its place among the processes first, so that one that is refused changes
 * nothing, then the migrations. One with other secrets than the database's own is refused before all. Rejects with a sentence for the operator that names the database.
 */
export async function enterDatabase(entry: Entry): Promise<ProcessRow> {
  const { connectionString, fingerprints, progress } = entry;
  const problem = databaseUrlProblem(connectionString);
  if (problem !== null) throw new Error(`DATABASE_URL ${problem}`);
  const where = new URL(connectionString);
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    connectionTimeoutMillis: 10_000,
    application_name: "latchkey start",
  });
  pool.on("error", () => undefined);
  let row: ProcessRow | undefined;
  try {
    await requireKnownSecrets(pool, fingerprints);
    const own = await readOwnSchema();
    const { pending } = await readSchemaState(pool, own);
    const needs = pending.flatMap((migration) => migration.needs ?? []);
    const options = { ...entry, alike: { version: own.version, needs, secrets: secretsMark(fingerprints) } };
    // A database without the table has never had a server of this version.
    if (await hasPlaces(pool)) row = await claimProcessRow(options);
    if (entry.migrates) await applyMigrations(pool, { progress });
    else await requireMigrated(pool, own);
    row ??= await claimProcessRow(options);
    await noteSecrets(pool, fingerprints, row.id, entry.misfitOf);
    return row;
  } catch (error) {
    await row?.leave().catch(() => undefined); // the first failure is the one to tell
    throw new Error(`the database ${where.host}${where.pathname}: ${whyNoDatabase(error)}`, { cause: error });
  } finally {
    await pool.end();
  }
}

async function requireMigrated(pool: pg.Pool, own: OwnSchema): Promise<void> {
  const state = await readSchemaState(pool, own);
  const refusal = refusalOf(state, own.version);
  if (refusal) throw new Error(refusal);
  const { length } = state.pending;
  if (length > 0)
    throw new Error(
      `it lacks ${length === 1 ? "a migration" : `${length} migrations`} of this version, and MIGRATE_ON_START is off; run latchkey migrate`,
    );
}

async function hasPlaces(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM information_schema.columns
                     WHERE table_name = 'server_processes' AND column_name = 'secrets_mark') AS exists`,
  );
  return rows[0]?.exists === true;
}
