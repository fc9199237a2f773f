import "server-only";
import pg from "pg";
import { databaseUrlProblem } from "./database-url";
import { type MisfitOf, noteSecrets, requireKnownSecrets } from "./known-secrets";
import { applyMigrations, latestMigration } from "./migrate";
import { claimProcessRow, type ProcessRow, type ProcessRowOptions } from "./process-row";
import { type Fingerprints, secretsMark } from "./secrets-mark";

/** How a server process comes into its database. */
export type Entry = Omit<ProcessRowOptions, "alike"> & { fingerprints: Fingerprints; misfitOf?: MisfitOf };

/**
 * Brings a server process into its database: its place among the processes first, so that one that is refused changes
 * nothing, then the migrations. One with other secrets than the database's own is refused before all. Rejects with a sentence for the operator that names the database.
 */
export async function enterDatabase(entry: Entry): Promise<ProcessRow> {
  const { connectionString, fingerprints } = entry;
  const problem = databaseUrlProblem(connectionString);
  if (problem !== null) throw new Error(`DATABASE_URL ${problem}`);
  const where = new URL(connectionString);
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined);
  let row: ProcessRow | undefined;
  try {
    await requireKnownSecrets(pool, fingerprints);
    const options = { ...entry, alike: { version: await latestMigration(), secrets: secretsMark(fingerprints) } };
    // A database without the table has never had a server of this version.
    if (await hasPlaces(pool)) row = await claimProcessRow(options);
    await applyMigrations(pool);
    row ??= await claimProcessRow(options);
    await noteSecrets(pool, fingerprints, row.id, entry.misfitOf);
    return row;
  } catch (error) {
    await row?.leave().catch(() => undefined); // the first failure is the one to tell
    // Refused on every address of the host: pg's error then has a code, and no message.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(`the database ${where.host}${where.pathname}: ${message || code}`, { cause: error });
  } finally {
    await pool.end();
  }
}

async function hasPlaces(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM information_schema.columns
                     WHERE table_name = 'server_processes' AND column_name = 'secrets_mark') AS exists`,
  );
  return rows[0]?.exists === true;
}
