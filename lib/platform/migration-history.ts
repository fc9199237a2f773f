import "server-only";
import type pg from "pg";
import type { Migration, OwnSchema } from "./migration-files";
import { rankInSql } from "./versions";

/** What can be asked: a pool, or one of its connections. */
export type Asked = Pick<pg.Pool | pg.ClientBase, "query">;

/** A migration that the database has received, by this version or another. */
type Received = {
  name: string;
  checksum: string;
  isFinished: boolean;
  /** The version that it needs every process to have at least; null where it needs none, or does not say. */
  needs: string | null;
  /** Whether it says that a version like this one, which may not know it, may go on beside it. */
  isFit: boolean;
};

/** What this version finds of its own and of other migrations in the database. */
export type SchemaState = {
  /** Of this version's, in their order. */
  pending: readonly Migration[];
  /** Begun by another tool, and left. */
  unfinished: string | null;
  /** One that this version does not know and must not be beside. */
  outgrownBy: Received | null;
  /** One whose text is another here than when it was applied. */
  changed: string | null;
};

/** All that the database has received and not rolled back; none where it was never migrated. */
async function readHistory(client: Asked, version: string): Promise<Received[]> {
  const { rows: tables } = await client.query<{ isMigrated: boolean; hasNeeds: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "isMigrated",
            to_regclass('migration_needs') IS NOT NULL AS "hasNeeds"`,
  );
  if (!tables[0]?.isMigrated) return [];
  // A database of before says of nothing what it needs.
  const needs = tables[0].hasNeeds ? "migration_needs" : "(SELECT NULL AS name, NULL AS needs_version WHERE false)";
  const { rows } = await client.query<Received>(
    `SELECT m.migration_name AS name, m.checksum, m.finished_at IS NOT NULL AS "isFinished", n.needs_version AS needs,
            n.name IS NOT NULL AND (n.needs_version IS NULL OR ${rankInSql("n.needs_version")} <= ${rankInSql("$1::text")})
              AS "isFit"
       FROM "_prisma_migrations" m LEFT JOIN ${needs} n ON n.name = m.migration_name
      WHERE m.rolled_back_at IS NULL`,
    [version],
  );
  return rows;
}

/** Compares what the database has received with what this version brings. */
export async function readSchemaState(client: Asked, { version, migrations }: OwnSchema): Promise<SchemaState> {
  const received = await readHistory(client, version);
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const there = new Set(received.map(({ name }) => name));
  const isChanged = ({ name, checksum }: Received) => known.has(name) && known.get(name)?.checksum !== checksum;
  return {
    pending: migrations.filter(({ name }) => !there.has(name)),
    unfinished: received.find(({ isFinished }) => !isFinished)?.name ?? null,
    outgrownBy: received.find(({ name, isFit }) => !known.has(name) && !isFit) ?? null,
    changed: received.find(isChanged)?.name ?? null,
  };
}

/** Why this version must change nothing in a database, and serve none of it; null where it may. */
export function refusalOf({ unfinished, outgrownBy, changed }: SchemaState, version: string): string | null {
  if (outgrownBy?.needs)
    return `the database has the migration ${outgrownBy.name}, which needs version ${outgrownBy.needs} or newer, and this is ${version}: start that one`;
  if (outgrownBy)
    return `the database has the migration ${outgrownBy.name}, which this version does not know: it is newer, or another product's`;
  if (unfinished)
    return `the migration ${unfinished} was begun and did not finish; repair it with "prisma migrate resolve"`;
  if (changed) return `the migration ${changed} was changed after the database received it`;
  return null;
}
