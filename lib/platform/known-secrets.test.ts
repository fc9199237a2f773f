import { randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enterDatabase } from "./enter-database";
import { knownSecrets, noteSecrets, ownOf } from "./known-secrets";
import type { SecretName } from "./secrets-mark";

const { open } = useTestRuntime();

const of = (...accepted: [string, ...string[]]) => ({ current: accepted[0], accepted });
const old = { JWT_SECRET: of("j"), NEXTAUTH_SECRET: of("n"), KEY_PEPPER: of("p"), ENCRYPTION_KEY: of("e") };
const owns = async (name: SecretName) => ownOf(await knownSecrets(open().database.pool), name)?.fingerprint;

/** As a server that has its place already. */
async function enter(fingerprints: typeof old, sharesLimits = true) {
  const { settings } = open();
  const options = {
    connectionString: settings.databaseUrl,
    sharesLimits,
    migrates: true,
    log: () => undefined,
    onLost: () => undefined,
  };
  return enterDatabase({ ...options, fingerprints });
}

beforeEach(async () => {
  await open().database.pool.query("DELETE FROM deployment_secrets; DELETE FROM server_processes");
});

it.each(["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"] as const)(
  "a start with another %s than the database's own is refused with the way out, before it takes a place",
  async (name) => {
    await (await enter(old)).leave();
    const refused = await enter({ ...old, [name]: of("0123456789abcdef") }).catch((error: Error) => error.message);
    expect(refused).toMatch(/^the database .*: it works with other secrets than this start was given/);
    expect(refused).toContain(`in ${name},`);
    expect(refused).toContain("latchkey secrets forget");
    expect(refused).not.toContain("01234567");
    const { rows } = await open().database.pool.query("SELECT FROM server_processes");
    expect(rows).toEqual([]);
    await (await enter({ ...old, [name]: of("new", old[name].current) })).leave();
    expect(await owns(name)).toBe("new");
    await expect(enter(old)).rejects.toThrow(`in ${name},`);
  },
);

it("a process that works with the old secret and accepts the new one may come back while others work with the new one", async () => {
  const before = await enter({ ...old, KEY_PEPPER: of("p", "q") });
  const after = await enter({ ...old, KEY_PEPPER: of("q", "p") });
  expect(await owns("KEY_PEPPER")).toBe("q");
  await before.leave();
  const again = await enter({ ...old, KEY_PEPPER: of("p", "q") });
  expect(await owns("KEY_PEPPER")).toBe("q");
  // Once no other works with it, the rotation is undone.
  await after.leave();
  await again.leave();
  await (await enter({ ...old, KEY_PEPPER: of("p", "q") })).leave();
  expect(await owns("KEY_PEPPER")).toBe("p");
});

it("of two processes that start a deployment at once with secrets of their own, one is refused", async () => {
  const { pool } = open().database;
  const starts = [old, { ...old, JWT_SECRET: of("k") }].map((one) => noteSecrets(pool, one, randomUUID()));
  const outcomes = (await Promise.allSettled(starts)).map(({ status }) => status);
  expect(outcomes.toSorted()).toEqual(["fulfilled", "rejected"]);
});
