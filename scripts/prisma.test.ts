import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { applyMigrations } from "@/lib/platform/migrate";
import { dropDatabase } from "@/lib/testing/drop-database";

const newName = () => `prisma_${randomUUID().replaceAll("-", "")}`;
const [database, otherDatabase] = [newName(), newName()];
const urlOf = (name: string) => Object.assign(new URL(inject("serverUrl")), { pathname: `/${name}` }).toString();

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("serverUrl") });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Runs the command line on a database, and returns what it printed; rejects when it exits with anything but 0. */
async function prisma(name: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: urlOf(name) };
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/prisma.mjs", ...args], { env });
  return stdout;
}

async function migrate(name: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: urlOf(name) });
  pool.on("error", () => undefined);
  return applyMigrations(pool).finally(() => pool.end());
}

beforeAll(async () => {
  for (const name of [database, otherDatabase]) await onServer(`CREATE DATABASE ${name}`);
});
afterAll(async () => {
  for (const name of [database, otherDatabase]) await dropDatabase(onServer, name);
});

// Each run of the command line takes seconds on a busy machine.
describe("Prisma's command line", { timeout: 120_000 }, () => {
  test("finds that the migrations lead to the schema", async () => {
    const args = ["--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma"];
    await expect(prisma(database, "migrate", "diff", ...args, "--exit-code")).resolves.toBeDefined();
  });

  test("agrees with our own runner in both directions about what is applied", async () => {
    expect(await prisma(database, "migrate", "deploy")).toContain("All migrations have been successfully applied.");
    expect(await migrate(database)).toEqual([]);
    expect((await migrate(otherDatabase)).length).toBeGreaterThan(0);
    expect(await prisma(otherDatabase, "migrate", "deploy")).toContain("No pending migrations to apply.");
  });

  test("fails instead of doing nothing when the database is not there", async () => {
    const env = { ...process.env, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
    const run = promisify(execFile)(process.execPath, ["scripts/prisma.mjs", "migrate", "deploy"], { env });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("P1001") });
  });
});
