import { createHash, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dropDatabase } from "@/lib/testing/drop-database";
import { applyMigrations } from "./migrate";

let directory: string;
let admin: pg.Pool;
let pool: pg.Pool;
let database: string;

beforeAll(async () => {
  database = `migrate_${randomUUID().replaceAll("-", "")}`;
  admin = new pg.Pool({ connectionString: inject("serverUrl"), max: 1 });
  await admin.query(`CREATE DATABASE ${database}`);
  pool = new pg.Pool({ connectionString: databaseUrl() });
  pool.on("error", () => undefined); // dropping the database ends connections that are just closing
});

afterAll(async () => {
  await pool.end();
  await dropDatabase((sql) => admin.query(sql), database);
  await admin.end();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "migrations-"));
  await pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

afterEach(() => rm(directory, { recursive: true, force: true }));

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

  describe("beside a newer version", () => {
    const needs = (version: string) => `-- contract: needs every process at ${version}\n`;
    const record = "CREATE TABLE migration_needs (name text PRIMARY KEY, needs_version text);";

    test("goes on with a database whose unknown migrations need no more than this version is", async () => {
      await write("1_pets", `CREATE TABLE pets (id int); ${record}`);
      await write("2_expands", "ALTER TABLE pets ADD COLUMN name text;");
      await write("3_contracts", `${needs("0.0.1")}ALTER TABLE pets DROP COLUMN id;`);
      await applyMigrations(pool, { directory });
      await rm(join(directory, "2_expands"), { recursive: true });
      await rm(join(directory, "3_contracts"), { recursive: true });
      expect(await applyMigrations(pool, { directory })).toEqual([]);
      await write("1_also", "CREATE TABLE also (id int);");
      expect(await applyMigrations(pool, { directory })).toEqual(["1_also"]);
    });

    test("changes nothing in one that has a migration which needs more, and says which version to start", async () => {
      await write("1_pets", `CREATE TABLE pets (id int); ${record}`);
      await write("2_contracts", `${needs("999.0.0")}DROP TABLE pets;`);
      await applyMigrations(pool, { directory });
      await rm(join(directory, "2_contracts"), { recursive: true });
      await write("1_also", "CREATE TABLE also (id int);");
      await expect(applyMigrations(pool, { directory })).rejects.toThrow(
        /has the migration 2_contracts, which needs version 999\.0\.0 or newer, and this is [\d.rc-]+: start that one/,
      );
      expect(await tables()).toEqual(["migration_needs"]);
    });

    test("applies none that needs more than a live process has, and applies it once that process has ended", async () => {
      const processes = `CREATE TABLE server_processes (version text, seen_at timestamptz);
        INSERT INTO server_processes VALUES ('1.2.0', clock_timestamp() + interval '1 hour');`;
      await write("1_pets", `CREATE TABLE pets (id int); ${record} ${processes}`);
      await write("2_fits", `${needs("1.2.0")}ALTER TABLE pets ADD COLUMN name text;`);
      await write("3_contracts", `${needs("1.10.0-rc.1")}DROP TABLE pets;`);
      await expect(applyMigrations(pool, { directory })).rejects.toThrow(
        "3_contracts needs every process at 1.10.0-rc.1 or newer, and one of 1.2.0 runs",
      );
      expect(await tables()).toContain("pets");
      await pool.query("UPDATE server_processes SET seen_at = clock_timestamp() - interval '1 hour'");
      expect(await applyMigrations(pool, { directory })).toEqual(["3_contracts"]);
      // It may only have been silent: without its row it cannot go on.
      expect((await pool.query("SELECT FROM server_processes")).rowCount).toBe(0);
    });

    test("says what it knows of migrations that another tool applied, and no more than once", async () => {
      await write("1_pets", `CREATE TABLE pets (id int); ${record}`);
      await write("2_contracts", `${needs("0.0.1")}SELECT 1;`);
      await applyMigrations(pool, { directory });
      await pool.query("DELETE FROM migration_needs");
      for (let n = 0; n < 2; n++) await applyMigrations(pool, { directory });
      const { rows } = await pool.query("SELECT * FROM migration_needs ORDER BY name");
      expect(rows).toEqual([
        { name: "1_pets", needs_version: null },
        { name: "2_contracts", needs_version: "0.0.1" },
      ]);
    });

    test.each(["-- contract", "-- contract: needs every process at the next", "-- contract: of a column"])(
      "a migration that says %j is none",
      async (line) => {
        await write("1_bad", `${line}\nSELECT 1;`);
        await expect(applyMigrations(pool, { directory })).rejects.toThrow("1_bad must say");
      },
    );
  });

  describe("a migration that has to wait for a table", () => {
    const held = async (work: (holder: pg.PoolClient) => Promise<void>) => {
      const holder = await pool.connect();
      await holder.query("BEGIN; SELECT * FROM pets");
      await work(holder).finally(() => holder.release(true));
    };

    test("lets what came after it pass meanwhile, and is applied when the table is free", async () => {
      await write("1_pets", "CREATE TABLE pets (id int);");
      await applyMigrations(pool, { directory });
      await write("2_name", "ALTER TABLE pets ADD COLUMN name text;");
      await held(async (holder) => {
        const told: string[] = [];
        const applied = applyMigrations(pool, { directory, progress: (line) => told.push(line) });
        await expect.poll(() => told.length, { timeout: 30_000 }).toBeGreaterThan(1);
        // It is between two tries, or gives up while this waits behind it.
        await pool.query("SELECT * FROM pets");
        await holder.query("COMMIT");
        expect(await applied).toEqual(["2_name"]);
        expect(told[0]).toBe("2_name waits for a table that is in use …");
      });
    });

    test("is given up after a while, in words, having changed nothing", async () => {
      await write("1_pets", "CREATE TABLE pets (id int);");
      await applyMigrations(pool, { directory });
      await write("2_name", "CREATE TABLE half (id int); ALTER TABLE pets ADD COLUMN name text;");
      await held(async () => {
        await expect(applyMigrations(pool, { directory, limitMs: 0 })).rejects.toThrow(
          "2_name was undone: a table that it changes was in use for too long",
        );
      });
      expect(await tables()).toEqual(["pets"]);
    });
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
