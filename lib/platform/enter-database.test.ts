import { expect, it } from "vitest";
import { testFingerprints } from "@/lib/testing/test-place";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type Entry, enterDatabase } from "./enter-database";

const { open } = useTestRuntime();

const entryTo = (connectionString: string, own: Partial<Entry> = {}): Entry => ({
  connectionString,
  sharesLimits: false,
  migrates: true,
  fingerprints: testFingerprints,
  log: () => undefined,
  onLost: () => undefined,
  ...own,
});

it("a process that is refused has migrated nothing, and the next one that gets the place has", async () => {
  const { settings, database } = open();
  const options = entryTo(settings.databaseUrl);
  const first = await enterDatabase(options);
  const lastMigration = `(SELECT max(migration_name) FROM "_prisma_migrations")`;
  await database.pool.query(
    `UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = ${lastMigration}`,
  );
  await expect(enterDatabase(options)).rejects.toThrow(/another process runs on this database/);
  await first.leave();
  // The place is free again, and a migration that cannot be applied gives it up.
  await expect(enterDatabase(options)).rejects.toThrow(/was begun and did not finish/);
  const { rows } = await database.pool.query("SELECT * FROM server_processes");
  expect(rows).toEqual([]);
});

it("with MIGRATE_ON_START=off a database that lacks a migration is refused unchanged, and one that lacks none is entered", async () => {
  const { settings, database } = open();
  const entry = entryTo(settings.databaseUrl, { migrates: false });
  const last = `migration_name = (SELECT max(migration_name) FROM "_prisma_migrations")`;
  const setAside = (at: string) =>
    database.pool.query(`UPDATE "_prisma_migrations" SET finished_at = now(), rolled_back_at = ${at} WHERE ${last}`);
  await setAside("now()");
  await expect(enterDatabase(entry)).rejects.toThrow(
    "it lacks a migration of this version, and MIGRATE_ON_START is off",
  );
  expect((await database.pool.query("SELECT * FROM server_processes")).rows).toEqual([]);
  await setAside("NULL");
  await (await enterDatabase(entry)).leave();
});

it.each(["mysql://localhost/latchkey", "not an address"])("%s is refused in a sentence", async (connectionString) => {
  await expect(enterDatabase(entryTo(connectionString))).rejects.toThrow("DATABASE_URL must begin with postgres://");
});

it.each([
  "postgres://latchkey:half/of-a-secret@db.test/latchkey",
  "postgres://latchkey:12#of-a-secret@db.test/latchkey",
  "postgres://latchkey:12?of-a-secret@db.test/latchkey",
  "postgres://latchkey:half@/of-a-secret@db.test/latchkey",
])(
  "a password that is not encoded is refused before anything is looked up, and no part of it is told: %s",
  async (connectionString) => {
    const refused = await enterDatabase(entryTo(connectionString)).catch((error: Error) => error.message);
    expect(refused).toMatch(/^DATABASE_URL/);
    for (const part of ["half", "of-a-secret", "12"]) expect(refused).not.toContain(part);
  },
);

it("a database that cannot be reached is named, without its password", async () => {
  const entry = entryTo("postgres://someone:secret@127.0.0.1:1/none");
  const failure = await enterDatabase(entry).catch((error: Error) => error.message);
  expect(failure).toMatch(/^the database 127\.0\.0\.1:1\/none: .*ECONNREFUSED/);
  expect(failure).not.toContain("secret");
});
