import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { applyMigrations } from "@/lib/platform/migrate";
import { dropDatabase } from "./drop-database";

/** A database of a test file's own, as it was before a migration. */
export function useDatabaseBefore(migration: string): () => pg.Pool {
  const database = `older_${randomUUID().replaceAll("-", "")}`;
  let admin: pg.Pool;
  let pool: pg.Pool;
  beforeAll(async () => {
    admin = new pg.Pool({ connectionString: inject("serverUrl"), max: 1 });
    await admin.query(`CREATE DATABASE ${database}`);
    const url = Object.assign(new URL(inject("serverUrl")), { pathname: `/${database}` });
    pool = new pg.Pool({ connectionString: url.toString() });
    pool.on("error", () => undefined); // dropping the database ends connections that are just closing
    const before = (await readdir("prisma/migrations")).filter((name) => name < migration);
    await applyMigrations(pool, { only: before });
  });
  afterAll(async () => {
    await pool.end();
    await dropDatabase((sql) => admin.query(sql), database);
    await admin.end();
  });
  return () => pool;
}
