import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { databaseUrlProblem } from "@/lib/platform/database-url";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { whyNoDatabase } from "@/lib/platform/no-database";

/**
 * The database of DATABASE_URL, or the embedded one: joined where the server runs, started for the moment where not. Rejects an
 * address that is none, which pg would take for a database of this machine's.
 */
export async function openCommandDatabase(
  env: NodeJS.ProcessEnv,
): Promise<{ url: string; leave: () => Promise<void> }> {
  const given = givenDatabase(env);
  if (given !== null) return { url: given, leave: async () => undefined };
  const dataDir = env.LATCHKEY_DATA_DIR || "data";
  await access(join(dataDir, "postgres"), constants.R_OK | constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(`there is no database in ${dataDir} yet; start the server first`);
  });
  const embedded = await startEmbeddedPostgres({ dataDir });
  return { url: embedded.connectionString, leave: embedded.stop };
}

/** DATABASE_URL where it is set, null where the embedded database is meant; throws for one that is no address. */
export function givenDatabase({ DATABASE_URL: url }: NodeJS.ProcessEnv): string | null {
  if (!url) return null;
  const problem = databaseUrlProblem(url);
  if (problem !== null) throw new Error(`DATABASE_URL ${problem}`);
  return url;
}

/** Runs work on one connection of its own; rejects with plain words where the database does not let us in. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "latchkey command",
  });
  client.on("error", () => undefined); // a query that is under way rejects as well
  try {
    await client.connect();
  } catch (error) {
    throw new Error(error instanceof Error ? whyNoDatabase(error) : String(error), { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
