import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { applyMigrations } from "@/lib/platform/migrate";
import { dropDatabase } from "@/lib/testing/drop-database";

const database = `prisma_${randomUUID().replaceAll("-", "")}`;
const url = () => Object.assign(new URL(inject("serverUrl")), { pathname: `/${database}` }).toString();

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("serverUrl") });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Runs the command line, and returns what it printed; rejects when it exits with anything but 0. */
async function prisma(...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: url() };
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/prisma.mjs", ...args], { env });
  return stdout;
}

async function migrate(): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url() });
  pool.on("error", () => undefined);
  return applyMigrations(pool).finally(() => pool.end());
}

beforeAll(() => onServer(`CREATE DATABASE ${database}`));
afterAll(() => dropDatabase(onServer, database));

// Each run of the command line takes seconds on a busy machine.
describe("Prisma's command line", { timeout: 120_000 }, () => {
  test("finds that the migrations lead to the schema", async () => {
    const args = ["--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma"];
    await expect(prisma("migrate", "diff", ...args, "--exit-code")).resolves.toBeDefined();
  });

  test("agrees with our own runner in both directions about what is applied", async () => {
    expect(await prisma("migrate", "deploy")).toContain("All migrations have been successfully applied.");
    expect(await migrate()).toEqual([]);
    await dropDatabase(onServer, database);
    await onServer(`CREATE DATABASE ${database}`);
    expect((await migrate()).length).toBeGreaterThan(0);
    expect(await prisma("migrate", "deploy")).toContain("No pending migrations to apply.");
  });

  test("fails instead of doing nothing when the database is not there", async () => {
    const env = { ...process.env, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
    const run = promisify(execFile)(process.execPath, ["scripts/prisma.mjs", "migrate", "deploy"], { env });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("P1001") });
  });
});
