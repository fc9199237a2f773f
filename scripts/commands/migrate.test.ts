import { beforeEach, expect, inject, test } from "vitest";
import { useDatabaseBefore } from "@/lib/testing/older-database";
import { runCommand } from "./run-command";

const first = "20261126205500_search_in_any_script";
const pool = useDatabaseBefore(first);

beforeEach(async () => {
  await pool().query("DROP TABLE IF EXISTS server_processes");
});

async function run(...args: string[]) {
  const { rows } = await pool().query<{ name: string }>("SELECT current_database() AS name");
  const url = Object.assign(new URL(inject("serverUrl")), { pathname: `/${rows[0]?.name}` });
  return runCommand(args, { NODE_ENV: "test", DATABASE_URL: url.toString() });
}

const lastApplied = async () =>
  (await pool().query<{ name: string }>(`SELECT max(migration_name) AS name FROM "_prisma_migrations"`)).rows[0]?.name;

test("a plan tells of each table how large it is and what waits for it, and changes nothing", async () => {
  await pool().query("INSERT INTO organizations (id, name) SELECT 'o' || n, 'One' FROM generate_series(1, 300) AS n");
  await pool().query("ANALYZE organizations");
  const before = await lastApplied();
  const plan = JSON.parse((await run("migrate", "--plan", "--json")).stdout).data;
  expect(plan).toMatchObject({ may_be_applied: true, obstacle: null, processes: [] });
  expect(plan.pending[0]).toMatchObject({ name: first, kind: "expand", needs_version: null });
  const touched = plan.pending.flatMap(({ tables }: { tables: { table: string; rows: number }[] }) => tables);
  expect(touched).toContainEqual({ table: "users", rows: null, holds_up: "everything", reads_rows: false });
  expect(touched).toContainEqual(expect.objectContaining({ table: "organizations", rows: 300 }));
  const { stdout } = await run("migrate", "--plan");
  expect(stdout).toContain(`${first}: processes of before go on beside it`);
  expect(stdout).toMatch(/^ {2}organizations \(about 300 rows\): .*$/m);
  expect(stdout).toContain("It may be applied now.");
  expect(await lastApplied()).toBe(before);
});

test("while a process runs that may not go on, nothing is applied; after its end everything, and then nothing is left", async () => {
  await pool().query("CREATE TABLE server_processes (id uuid, version text, seen_at timestamptz)");
  await pool().query(
    "INSERT INTO server_processes VALUES (gen_random_uuid(), '20261126_x', clock_timestamp() + '1 h')",
  );
  const before = await lastApplied();
  expect((await run("migrate", "--plan")).stdout).toContain(
    "1 of version 1.0.0-rc.1 or before runs, and must end first.",
  );
  const refused = await run("migrate");
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("1.0.0-rc.1 or before runs; stop them first"),
  ]);
  expect(await lastApplied()).toBe(before);
  await pool().query("DROP TABLE server_processes");
  const applied = JSON.parse((await run("migrate", "--json")).stdout).data.applied;
  expect(applied[0]).toBe(first);
  expect((await run("migrate")).stdout).toMatch(/^Nothing was to be done\.\nThe database is up to date with /);
});

test("a database that cannot be reached is no refusal", async () => {
  const env = { NODE_ENV: "test", DATABASE_URL: "postgres://latchkey:a-secret@127.0.0.1:1/none" } as const;
  const { code, stderr } = await runCommand(["migrate"], env);
  expect(code).toBe(3);
  expect(stderr).not.toContain("a-secret");
});

test.each([
  ["latchkey:a-secret@db/x", "must begin with postgres://"],
  ["host=db user=x password=a-secret", "must begin with postgres://"],
  ["postgres://latchkey:1/a-secret@db/x", "percent-encoded"],
])("no command goes to a database by an address that is none: %s", async (address, says) => {
  for (const args of [
    ["migrate"],
    ["backup", "x.zip", "--without-secrets"],
    ["restore", "x.zip", "--without-secrets"],
  ]) {
    const { code, stderr } = await runCommand(args, { NODE_ENV: "test", DATABASE_URL: address });
    expect([args, code, stderr]).toEqual([args, 3, expect.stringContaining("DATABASE_URL ")]);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("a-secret");
  }
});

test("why a database does not let us in is told in plain words by each of these commands", async () => {
  const address = new URL(inject("serverUrl"));
  address.searchParams.set("sslmode", "verify-full");
  for (const args of [
    ["migrate"],
    ["backup", "x.zip", "--without-secrets"],
    ["restore", "x.zip", "--without-secrets"],
  ]) {
    const { code, stderr } = await runCommand(args, { NODE_ENV: "test", DATABASE_URL: address.toString() });
    expect([args, code, stderr]).toEqual([args, 3, expect.stringContaining("it speaks no TLS")]);
  }
});
