import pg from "pg";
import { openRuntime } from "@/lib/open-runtime";
import { latestMigration } from "@/lib/platform/migrate";
import { readSettings } from "@/lib/platform/settings";
import { openCommandDatabase } from "@/scripts/command-database";
import { existingSecrets } from "@/scripts/secrets.mjs";
import { CommandError } from "./command";

/** Runs a command's work on the deployment's database, whether a server runs on it or not. Makes no secrets and no tables. */
export async function withRuntime<T>(env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const database = await openCommandDatabase(env).catch(asUnavailable);
  try {
    const secrets = await existingSecrets(env.LATCHKEY_DATA_DIR || "data", env).catch(asUnavailable);
    await requireOwnVersion(database.url).catch(asUnavailable);
    const runtime = await open({ ...env, ...secrets, DATABASE_URL: database.url }).catch(asUnavailable);
    try {
      return await work();
    } finally {
      await runtime.close();
    }
  } finally {
    await database.leave();
  }
}

async function open(env: NodeJS.ProcessEnv) {
  return openRuntime(readSettings(env), { maxConnections: 2 });
}

function asUnavailable(error: unknown): never {
  throw new CommandError("unavailable", error instanceof Error ? error.message : String(error), { cause: error });
}

/** A database that was never started on, or on which another version runs, has other tables than the command expects. */
async function requireOwnVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const last = await lastMigrationOf(client);
    if (last === null) throw new Error("the database has no tables yet; run npm start first");
    if (last !== (await latestMigration()))
      throw new Error(
        "the database is of another version than this one; run npm start, or the other version's command",
      );
  } finally {
    await client.end();
  }
}

async function lastMigrationOf(client: pg.Client): Promise<string | null> {
  const table = await client.query<{ found: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`);
  if (!table.rows[0]?.found) return null;
  const { rows } = await client.query<{ name: string | null }>(
    "SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return rows[0]?.name ?? null;
}
