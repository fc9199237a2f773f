import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { applyMigrations } from "@/lib/platform/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the server's `postgres` database. */
    serverUrl: string;
    /** The migrated database that each test file copies. */
    templateDatabase: string;
  }
}

const templateDatabase = "latchkey_template";

/** Starts one real PostgreSQL for the whole run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-test-"));
  const server = await startEmbeddedPostgres({ dataDir, isDurable: false });
  const url = new URL(server.connectionString);
  url.pathname = "/postgres";
  project.provide("serverUrl", url.toString());
  // A database of its own: one that somebody is connected to cannot be copied.
  const admin = new pg.Pool({ connectionString: url.toString() });
  await admin.query(`CREATE DATABASE ${templateDatabase}`);
  await admin.end();
  url.pathname = `/${templateDatabase}`;
  const pool = new pg.Pool({ connectionString: url.toString() });
  await applyMigrations(pool);
  await pool.end();
  project.provide("templateDatabase", templateDatabase);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
