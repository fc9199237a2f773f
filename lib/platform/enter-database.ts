import "server-only";
import pg from "pg";
import { applyMigrations } from "./migrate";
import { claimProcessRow, type ProcessRow, type ProcessRowOptions } from "./process-row";

/**
 * Brings a server process into its database: its place among the processes first, so that one that is refused changes
 * nothing, then the migrations. Rejects with a sentence for the operator that names the database.
 */
export async function enterDatabase(options: ProcessRowOptions): Promise<ProcessRow> {
  const { connectionString } = options;
  const where = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  if (!where || !/^postgres(ql)?:$/.test(where.protocol)) throw new Error("DATABASE_URL must begin with postgres://");
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined);
  let row: ProcessRow | undefined;
  try {
    // A database without the table has never had a server of this version.
    if (await hasPlaces(pool)) row = await claimProcessRow(options);
    await applyMigrations(pool);
    row ??= await claimProcessRow(options);
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
    "SELECT to_regclass('server_processes') IS NOT NULL AS exists",
  );
  return rows[0]?.exists === true;
}
