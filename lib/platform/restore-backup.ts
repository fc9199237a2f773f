import "server-only";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { BackupManifest, SavedTable } from "./backup-format";
import { fingerprintOf, listed, madeByMigrations, plainForms, quoted } from "./backup-tables";
import { applyMigrations } from "./migrate";
import { inTransaction } from "./pool-transaction";
import { type OpenBackup, openWholeBackup } from "./read-backup";

export type FillOptions = {
  /** Of an empty database. */
  connectionString: string;
  progress?: ((line: string) => void) | undefined;
  /** Looks at the rows before they count; where it rejects, none is left. */
  check?: (client: pg.ClientBase) => Promise<void>;
};

export type RestoreOptions = FillOptions & { file: string };

const [historyTable] = madeByMigrations;
/** With a row of their own, before anybody used the product. */
const filledByMigrations = ["deployment", "limit_epochs"];

/** What was restored, and which migrations of this version were applied to it afterwards. */
export type RestoreSummary = { madeAt: string; tables: number; rows: number; migrated: readonly string[] };

/** Opens an archive, reads it whole, and fills an empty database with it: see `fillFromBackup`. */
export async function restoreBackup({ file, ...options }: RestoreOptions): Promise<RestoreSummary> {
  const backup = await openWholeBackup(file, options.progress);
  try {
    return await fillFromBackup(backup, options);
  } finally {
    backup.close();
  }
}

/**
 * Fills an empty database with what an archive holds: of this version or an older one, whose data is then brought up to
 * this one. All rows come in one transaction, in which each table is compared with what was saved. Rejects with a
 * sentence for the operator, leaving no row.
 */
export async function fillFromBackup(backup: OpenBackup, options: FillOptions): Promise<RestoreSummary> {
  const { manifest } = backup;
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: 1,
    application_name: "latchkey restore",
  });
  pool.on("error", () => undefined);
  try {
    await requireEmpty(pool, manifest);
    await applyMigrations(pool, { only: manifest.migrations.map(({ name }) => name) });
    await fill(pool, backup, options);
    const migrated = await applyMigrations(pool);
    await pool.query("ANALYZE");
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { madeAt: manifest.made_at, tables: manifest.tables.length, rows, migrated };
  } finally {
    await pool.end();
  }
}

/** The database to restore into holds something already. */
export class NotEmpty extends Error {
  override name = "NotEmpty";
}

/** A restore that was broken off leaves tables of ours without a row; it can be begun again. */
async function requireEmpty(pool: pg.Pool, { migrations }: BackupManifest): Promise<void> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1",
  );
  if (tables.length === 0) return;
  const history = tables.some(({ name }) => name === historyTable);
  if (!history) throw notEmpty(tables[0]?.name);
  const { rows: applied } = await pool.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${quoted(historyTable)}`,
  );
  const unknown = applied.find(({ name }) => migrations.every((migration) => migration.name !== name));
  if (unknown) throw notEmpty(historyTable);
  for (const { name } of tables) {
    if (madeByMigrations.includes(name) || filledByMigrations.includes(name)) continue;
    const { rows } = await pool.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${quoted(name)}) AS filled`);
    if (rows[0]?.filled) throw notEmpty(name);
  }
}

function notEmpty(table: string | undefined): NotEmpty {
  return new NotEmpty(`the database is not empty: it has the table ${table}; restore into a new one`);
}

async function fill(pool: pg.Pool, backup: OpenBackup, { progress, check }: FillOptions): Promise<void> {
  const { tables, sequences } = backup.manifest;
  await inTransaction(pool, async (client) => {
    await client.query(plainForms);
    // Migrations fill some tables themselves, such as the one with the deployment's identity.
    await client.query(`TRUNCATE ${listed(tables.map(({ name }) => name))}`);
    for (const table of tables) {
      await fillTable(client, backup, table);
      progress?.(`${table.name}: ${table.rows.toLocaleString("en")} rows`);
    }
    for (const { name, value, called } of sequences)
      await client.query("SELECT setval($1::regclass, $2::bigint, $3)", [quoted(name), value, called]);
    await check?.(client);
  });
}

async function fillTable(client: pg.PoolClient, backup: OpenBackup, table: SavedTable): Promise<void> {
  await backup.copyRows(
    table,
    client.query(copyFrom(`COPY ${quoted(table.name)} (${listed(table.columns)}) FROM STDIN`)),
  );
  if ((await fingerprintOf(client, table)) !== table.fingerprint)
    throw new Error(`the table ${table.name} does not hold what was saved`);
}
