import "server-only";
import type pg from "pg";

/** A table as it is saved: without columns that the database computes. */
export type StoredTable = { name: string; columns: readonly string[] };

/** The history of the schema, and what it needs: a restore makes both anew. */
export const madeByMigrations: readonly [string, string] = ["_prisma_migrations", "migration_needs"];
/** Beside these, what tells of processes that run now. */
const notSaved = [...madeByMigrations, "server_processes"];

/** Every table that a backup holds, each after those that its rows refer to; throws where tables refer to each other in a circle. */
export async function tablesToSave(client: pg.ClientBase): Promise<StoredTable[]> {
  const { rows: tables } = await client.query<StoredTable>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> ALL($1)
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      GROUP BY c.relname ORDER BY c.relname`,
    [notSaved],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT f.relname AS from, t.relname AS to
       FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
      WHERE k.contype = 'f' AND f.relnamespace = current_schema()::regnamespace AND f.oid <> t.oid`,
  );
  return inOrder(tables, references);
}

function inOrder(tables: readonly StoredTable[], references: readonly { from: string; to: string }[]): StoredTable[] {
  const ordered: StoredTable[] = [];
  const placed = new Set<string>();
  let left = [...tables];
  while (left.length > 0) {
    const ready = left.filter(({ name }) => references.every(({ from, to }) => from !== name || placed.has(to)));
    if (ready.length === 0)
      throw new Error(`the tables ${left.map(({ name }) => name).join(", ")} refer to each other in a circle`);
    for (const table of ready) placed.add(table.name);
    ordered.push(...ready);
    left = left.filter(({ name }) => !placed.has(name));
  }
  return ordered;
}

/** A name as SQL writes it; names come from the database itself or from an archive. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Columns as SQL lists them. */
export function listed(columns: readonly string[]): string {
  return columns.map(quoted).join(", ");
}

/**
 * What all rows of a table come to, whatever their order: their number and the sum of a hash of each. The connection must
 * write times and numbers as `plainForms` says.
 */
export async function fingerprintOf(client: pg.ClientBase, { name, columns }: StoredTable): Promise<string> {
  const { rows } = await client.query<{ fingerprint: string }>(
    `SELECT count(*) || ':' || coalesce(sum(hashtextextended(ROW(${listed(columns)})::text, 0)::numeric), 0) AS fingerprint
       FROM ${quoted(name)}`,
  );
  return rows[0]?.fingerprint ?? "";
}

/** For the transaction: texts of values are the same whatever the server's settings, and no limit of time ends it. */
export const plainForms = `
  SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = 1;
  SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s';
  SET LOCAL idle_in_transaction_session_timeout = 0`;
