import { existsSync } from "node:fs";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";

/** The database of DATABASE_URL, or the embedded one: joined where the server runs, started for the moment where not. */
export async function openCommandDatabase(
  env: NodeJS.ProcessEnv,
): Promise<{ url: string; leave: () => Promise<void> }> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, leave: async () => undefined };
  const dataDir = env.LATCHKEY_DATA_DIR || "data";
  if (!existsSync(join(dataDir, "postgres")))
    throw new Error(`there is no database in ${dataDir} yet; run npm start first`);
  const embedded = await startEmbeddedPostgres({ dataDir });
  return { url: embedded.connectionString, leave: embedded.stop };
}
