/**
 * Prisma's command line without its engine downloads: `node scripts/prisma.mjs generate`, `… migrate dev --name add_x`.
 * Commands that need a database use DATABASE_URL, or start the embedded PostgreSQL for as long as they run.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutSettings } from "./drop-settings.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { withMounted } from "./mounted-secrets.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const args = process.argv.slice(2);
const { DATABASE_URL } = withMounted(process.env);
const environment = {
  ...withoutSettings(process.env),
  ...(DATABASE_URL ? { DATABASE_URL } : {}),
  PRISMA_SCHEMA_ENGINE_BINARY: join(process.cwd(), "scripts", "prisma-engine.mjs"),
  // Neither asks a server for newer versions.
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};

let embedded;
if (!environment.DATABASE_URL && ["migrate", "db", "studio"].includes(args[0])) {
  const { startEmbeddedPostgres } = await loadTypeScript("lib/platform/embedded-postgres.ts");
  embedded = await startEmbeddedPostgres({
    dataDir: process.env.LATCHKEY_DATA_DIR || "data",
    log: console.log,
  });
  environment.DATABASE_URL = embedded.connectionString;
}
// Ctrl-C reaches the child too; we stay to stop the database after it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
const child = spawn(process.execPath, [join("node_modules", "prisma", "build", "index.js"), ...args], {
  env: environment,
  stdio: "inherit",
});
process.exitCode = await new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
await embedded?.stop();
