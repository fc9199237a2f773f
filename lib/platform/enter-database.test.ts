import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enterDatabase } from "./enter-database";

const { open } = useTestRuntime();

const of = (fingerprint: string) => ({ current: fingerprint, accepted: [fingerprint] });
const fingerprints = { JWT_SECRET: of("j"), NEXTAUTH_SECRET: of("n"), KEY_PEPPER: of("p"), ENCRYPTION_KEY: of("e") };

it("a process that is refused has migrated nothing, and the next one that gets the place has", async () => {
  const { settings, database } = open();
  const options = {
    connectionString: settings.databaseUrl,
    sharesLimits: false,
    fingerprints,
    log: () => undefined,
    onLost: () => undefined,
  };
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

it.each(["mysql://localhost/latchkey", "not an address"])("%s is refused in a sentence", async (connectionString) => {
  const options = {
    connectionString,
    sharesLimits: false,
    fingerprints,
    log: () => undefined,
    onLost: () => undefined,
  };
  await expect(enterDatabase(options)).rejects.toThrow("DATABASE_URL must begin with postgres://");
});

it.each([
  "postgres://latchkey:half/of-a-secret@db.test/latchkey",
  "postgres://latchkey:12#of-a-secret@db.test/latchkey",
  "postgres://latchkey:12?of-a-secret@db.test/latchkey",
  "postgres://latchkey:half@/of-a-secret@db.test/latchkey",
])(
  "a password that is not encoded is refused before anything is looked up, and no part of it is told: %s",
  async (connectionString) => {
    const options = {
      connectionString,
      sharesLimits: false,
      fingerprints,
      log: () => undefined,
      onLost: () => undefined,
    };
    const refused = await enterDatabase(options).catch((error: Error) => error.message);
    expect(refused).toMatch(/^DATABASE_URL/);
    for (const part of ["half", "of-a-secret", "12"]) expect(refused).not.toContain(part);
  },
);

it("a database that cannot be reached is named, without its password", async () => {
  const options = {
    connectionString: "postgres://someone:secret@127.0.0.1:1/none",
    sharesLimits: false,
    fingerprints,
    log: () => undefined,
    onLost: () => undefined,
  };
  const failure = await enterDatabase(options).catch((error: Error) => error.message);
  expect(failure).toMatch(/^the database 127\.0\.0\.1:1\/none: .*ECONNREFUSED/);
  expect(failure).not.toContain("secret");
});
