import { createHash, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { applyMigrations } from "./migrate";

let directory: string;
let admin: pg.Pool;
let pool: pg.Pool;
let database: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "migrations-"));
  database = `migrate_${randomUUID().replaceAll("-", "")}`;
  admin = new pg.Pool({ connectionString: inject("serverUrl"), max: 1 });
  await admin.query(`CREATE DATABASE ${database}`);
  pool = new pg.Pool({ connectionString: databaseUrl() });
  pool.on("error", () => undefined); // dropping the database ends connections that are just closing
});

afterEach(async () => {
  await pool.end();
  await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await admin.end();
  await rm(directory, { recursive: true, force: true });
});

function databaseUrl(): string {
  const url = new URL(inject("serverUrl"));
  url.pathname = `/${database}`;
  return url.toString();
}

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

async function tables(): Promise<string[]> {
  const { rows } = await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.map((row) => row.tablename).filter((name) => name !== "_prisma_migrations");
}

describe("applyMigrations", () => {
  test("applies what is missing in the order of the names, and records it as Prisma does", async () => {
    const second = "ALTER TABLE pets ADD COLUMN name text; -- öffentlich\n";
    await write("20260102000000_second", second);
    await write("20260101000000_first", "CREATE TABLE pets (id int);");
    await writeFile(join(directory, "migration_lock.toml"), 'provider = "postgresql"\n');
    expect(await applyMigrations(pool, { directory })).toEqual(["20260101000000_first", "20260102000000_second"]);
    expect(await applyMigrations(pool, { directory })).toEqual([]);
    const { rows } = await pool.query(`SELECT * FROM "_prisma_migrations" ORDER BY started_at`);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: createHash("sha256").update(second).digest("hex"),
      migration_name: "20260102000000_second",
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      applied_steps_count: 1,
      logs: null,
      rolled_back_at: null,
    });
  });

  test("lets runners that start together apply each migration once", async () => {
    for (let index = 0; index < 5; index++)
      await write(`2026010${index}000000_step`, `CREATE TABLE step_${index} (id int);`);
    const applied = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(pool, { directory })));
    expect(applied.flat()).toHaveLength(5);
    expect(await tables()).toEqual(["step_0", "step_1", "step_2", "step_3", "step_4"]);
  });

  test("undoes a failing migration whole, keeps those before it, and goes on once it is repaired", async () => {
    await write("1_good", "CREATE TABLE good (id int);");
    await write("2_bad", "CREATE TABLE half (id int); SELECT 1 / 0;");
    await expect(applyMigrations(pool, { directory })).rejects.toThrow(
      "the migration 2_bad failed and was undone: division by zero",
    );
    expect(await tables()).toEqual(["good"]);
    await write("2_bad", "CREATE TABLE half (id int);");
    expect(await applyMigrations(pool, { directory })).toEqual(["2_bad"]);
  });

  test("refuses a database whose migration was changed afterwards, and changes nothing", async () => {
    await write("1_pets", "CREATE TABLE pets (id int);");
    await applyMigrations(pool, { directory });
    await write("1_pets", "CREATE TABLE pets (id bigint);");
    await write("2_more", "CREATE TABLE more (id int);");
    await expect(applyMigrations(pool, { directory })).rejects.toThrow(
      "1_pets was changed after the database received it",
    );
    expect(await tables()).toEqual(["pets"]);
  });

  test("refuses a database that holds a migration which this version lacks", async () => {
    await write("1_pets", "CREATE TABLE pets (id int);");
    await write("2_newer", "CREATE TABLE newer (id int);");
    await applyMigrations(pool, { directory });
    await rm(join(directory, "2_newer"), { recursive: true });
    await write("1_also", "CREATE TABLE also (id int);");
    await expect(applyMigrations(pool, { directory })).rejects.toThrow("2_newer, which this version does not know");
    expect(await tables()).toEqual(["newer", "pets"]);
  });

  test("refuses a database with a migration that another tool began and did not finish", async () => {
    await write("1_pets", "CREATE TABLE pets (id int);");
    await applyMigrations(pool, { directory });
    await pool.query(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    await expect(applyMigrations(pool, { directory })).rejects.toThrow("1_pets was begun and did not finish");
  });

  test("applies again what was marked as rolled back", async () => {
    await write("1_pets", "CREATE TABLE IF NOT EXISTS pets (id int);");
    await applyMigrations(pool, { directory });
    await pool.query(`UPDATE "_prisma_migrations" SET rolled_back_at = now(), finished_at = NULL`);
    expect(await applyMigrations(pool, { directory })).toEqual(["1_pets"]);
  });

  test("holds its lock no longer than it works", async () => {
    await write("1_bad", "SELECT 1 / 0;");
    await expect(applyMigrations(pool, { directory })).rejects.toThrow();
    const held = async () =>
      (
        await pool.query(
          "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        )
      ).rowCount;
    // The server takes its time to end a connection that was given up.
    await expect.poll(held).toBe(0);
  });
});
