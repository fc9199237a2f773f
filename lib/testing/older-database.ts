import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { applyMigrations } from "@/lib/platform/migrate";

const migrations = "prisma/migrations";

/** A database of a test file's own, as it was before a migration. */
export function useDatabaseBefore(migration: string): () => pg.Pool {
  const database = `older_${randomUUID().replaceAll("-", "")}`;
  let admin: pg.Pool;
  let pool: pg.Pool;
  let older: string;
  beforeAll(async () => {
    admin = new pg.Pool({ connectionString: inject("serverUrl"), max: 1 });
    await admin.query(`CREATE DATABASE ${database}`);
    const url = Object.assign(new URL(inject("serverUrl")), { pathname: `/${database}` });
    pool = new pg.Pool({ connectionString: url.toString() });
    pool.on("error", () => undefined); // dropping the database ends connections that are just closing
    older = await mkdtemp(join(tmpdir(), "migrations-"));
    for (const name of await readdir(migrations)) {
      if (name < migration) await cp(join(migrations, name), join(older, name), { recursive: true });
    }
    await applyMigrations(pool, older);
  });
  afterAll(async () => {
    await pool.end();
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
    await rm(older, { recursive: true, force: true });
  });
  return () => pool;
}
