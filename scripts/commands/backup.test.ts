import { randomUUID } from "node:crypto";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { openRuntime } from "@/lib/open-runtime";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { writeBackup } from "@/lib/platform/write-backup";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { type ChainHead, verifyChain } from "@/lib/tenancy/verify-chain";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestFolder } from "@/lib/testing/test-folder";
import { onServer, useTestRuntime } from "@/lib/testing/test-runtime";
import { requireNoOthers } from "./backup-secrets";
import { runCommand } from "./run-command";

const { open } = useTestRuntime();
const folder = useTestFolder();
/** What the command prints; throws what it complains of. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, env);
  if (code !== 0) throw new Error(`${code}: ${stderr}`);
  return stdout;
}
let owner: TestUser;
let key: string;
/** The end of the owner's chain before the backup. */
let head: ChainHead;
let passphraseFile: string;

/** As an operator has them who runs the product on a database of their own. */
const environment = (): NodeJS.ProcessEnv => {
  const { databaseUrl, jwtSecret, nextAuthSecret, keyPepper, encryptionKey } = open().settings;
  return {
    NODE_ENV: "test",
    DATABASE_URL: databaseUrl,
    JWT_SECRET: jwtSecret,
    NEXTAUTH_SECRET: nextAuthSecret,
    KEY_PEPPER: keyPepper,
    ENCRYPTION_KEY: encryptionKey,
  };
};
const elsewhere = (name: string): NodeJS.ProcessEnv => ({ NODE_ENV: "test", LATCHKEY_DATA_DIR: join(folder(), name) });
const backUp = async (name: string): Promise<string> => {
  const file = join(folder(), name);
  await run(["backup", file, "--passphrase-file", passphraseFile], environment());
  return file;
};

/**
 * The key and the session of the deployment that was backed up count on this database, with the secrets of this folder.
 * The owner's chain of events holds to the end that it had.
 */
async function expectMoved(dataDir: string, connectionString: string): Promise<void> {
  const secrets = JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8")) as Record<string, string>;
  const settings = readSettings({ ...secrets, DATABASE_URL: connectionString, LATCHKEY_DATA_DIR: dataDir });
  const moved = await openRuntime(settings, { clock: open().clock });
  const { organizationId } = owner.principal;
  try {
    for (const credential of [key, owner.token])
      expect(await moved.directory.checkBearer(credential)).toMatchObject({
        ok: true,
        record: { principal: { organizationId } },
      });
    const chain = await verifyChain(moved.database.jobs, moved.auditMarks, organizationId, { known: head });
    expect(chain).toMatchObject({ head, checked: head.sequence, fault: null });
  } finally {
    await moved.close();
  }
}

beforeAll(async () => {
  passphraseFile = join(folder(), "passphrase");
  await writeFile(passphraseFile, "a passphrase for the test\n");
  owner = await createUser();
  key = (await createKey(owner, { scopes: ["prompts:read"] })).secret;
  await sealEvents(open());
  const { database, auditMarks } = open();
  const chain = await verifyChain(database.jobs, auditMarks, owner.principal.organizationId);
  if (!chain.head) throw new Error("the owner's events were not sealed");
  head = chain.head;
});
afterEach(() => rm(join(folder(), "moved"), { recursive: true, force: true }));

describe("backup and restore", () => {
  test("move a deployment from an external database to an embedded one and back, where its keys and sessions still count and its chains hold", async () => {
    const sealed = ["--passphrase-file", passphraseFile];
    const env = elsewhere("moved");
    const told = await run(["restore", await backUp("moving.zip"), ...sealed], env);
    expect(told).toMatch(/^Restored [\d,]+ rows of \d+ tables/);
    const dataDir = env.LATCHKEY_DATA_DIR ?? "";
    expect((await stat(join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
    const again = join(folder(), "moving-back.zip");
    const embedded = await startEmbeddedPostgres({ dataDir });
    try {
      await expectMoved(dataDir, embedded.connectionString);
      await run(["backup", again, ...sealed], env);
    } finally {
      await embedded.stop();
    }
    const database = `back_${randomUUID().replaceAll("-", "")}`;
    await onServer(`CREATE DATABASE ${database}`); // goes with the server, which is the run's own
    const external = Object.assign(new URL(inject("serverUrl")), { pathname: `/${database}` }).toString();
    const back = elsewhere("back");
    await run(["restore", again, ...sealed], { ...back, DATABASE_URL: external });
    await expectMoved(back.LATCHKEY_DATA_DIR ?? "", external);
  }, 180_000); // two starts of PostgreSQL on a machine that does other work

  test("a trial says that an archive is good, and leaves nothing; or that its passphrase is another", async () => {
    const file = await backUp("tried.zip");
    const env = elsewhere("moved");
    expect(await run(["restore", file, "--trial", "--passphrase-file", passphraseFile], env)).toMatch(
      /is good: [\d,]+ rows/,
    );
    await expect(stat(env.LATCHKEY_DATA_DIR ?? "")).rejects.toThrow("ENOENT");
    const wrong = { ...env, BACKUP_PASSPHRASE: "not the passphrase" };
    await expect(run(["restore", file, "--trial"], wrong)).rejects.toThrow(/^1: .*not the one/);
  });

  test("a restore beside other secrets is refused before anything is made", async () => {
    const file = await backUp("others.zip");
    const env = { ...elsewhere("moved"), KEY_PEPPER: "another pepper, which is long enough too" };
    await expect(run(["restore", file, "--passphrase-file", passphraseFile], env)).rejects.toThrow(
      "KEY_PEPPER is set to another value",
    );
    await expect(stat(join(folder(), "moved"))).rejects.toThrow("ENOENT");
  });

  test("what stands in the way is refused as looked at, and not as a database that is away: a file, a place for one, and a database that holds something", async () => {
    const sealed = ["--passphrase-file", passphraseFile];
    const archive = await backUp("twice.zip");
    const { code, stderr } = await runCommand(["backup", archive, ...sealed], environment());
    expect([code, stderr]).toEqual([1, expect.stringContaining("exists already")]);
    const inFile = await runCommand(["backup", join(archive, "x.zip"), ...sealed], environment());
    expect([inFile.code, inFile.stderr]).toEqual([1, expect.stringContaining("name a file elsewhere")]);
    const full = { ...elsewhere("full"), DATABASE_URL: open().settings.databaseUrl };
    const restored = await runCommand(["restore", archive, ...sealed], full);
    expect([restored.code, restored.stderr]).toEqual([1, expect.stringContaining("not empty")]);
  });

  test("a damaged archive is told as one, and nothing is made for it: neither a data folder nor secrets", async () => {
    const file = await backUp("damaged.zip");
    const bytes = await readFile(file);
    bytes.write("XX", Math.floor(bytes.length / 2));
    await writeFile(file, bytes);
    const env = elsewhere("moved");
    for (const more of [[], ["--trial"]])
      await expect(run(["restore", file, ...more, "--passphrase-file", passphraseFile], env)).rejects.toThrow(
        `1: Nothing was changed: ${file} is damaged in `,
      );
    await expect(stat(env.LATCHKEY_DATA_DIR ?? "")).rejects.toThrow("ENOENT");
  });

  test("where the rows are refused, no empty database stays that a start would take for a new deployment", async () => {
    const file = join(folder(), "foreign-rows.zip");
    const connectionString = open().settings.databaseUrl;
    const values = { JWT_SECRET: "j".repeat(40), NEXTAUTH_SECRET: "n".repeat(40), KEY_PEPPER: "p".repeat(40) };
    const secrets = { values: { ...values, ENCRYPTION_KEY: "e".repeat(64) }, passphrase: "a passphrase for the test" };
    const { prisma } = open().database;
    const fingerprint = "0".repeat(64);
    const known = { name: "KEY_PEPPER", fingerprint, begunAt: new Date(), usedUntil: new Date() };
    await prisma.deploymentSecret.create({ data: known });
    try {
      await writeBackup({ connectionString, file, productVersion: "1.2.3", secrets });
    } finally {
      await prisma.deploymentSecret.deleteMany();
    }
    const env = elsewhere("moved");
    await expect(run(["restore", file, "--passphrase-file", passphraseFile], env)).rejects.toThrow("KEY_PEPPER");
    await expect(stat(env.LATCHKEY_DATA_DIR ?? "")).rejects.toThrow("ENOENT");
  });

  test("secrets that are not the database's are not backed up, and an archive that holds such ones is not good", async () => {
    const { settings, database } = open();
    const { current: fingerprint } = (await fingerprintsOf(settings)).KEY_PEPPER;
    const known = { name: "KEY_PEPPER", fingerprint, begunAt: new Date(), usedUntil: new Date() };
    await database.prisma.deploymentSecret.create({ data: known });
    try {
      const env = environment();
      const { databaseUrl: connectionString, jwtSecret, nextAuthSecret, encryptionKey } = settings;
      const values = {
        JWT_SECRET: jwtSecret,
        NEXTAUTH_SECRET: nextAuthSecret,
        ENCRYPTION_KEY: encryptionKey,
        KEY_PEPPER: "p".repeat(40),
      };
      const others = { ...env, ...values };
      const file = join(folder(), "foreign.zip");
      const backUp = (own: NodeJS.ProcessEnv) => run(["backup", file, "--passphrase-file", passphraseFile], own);
      await expect(backUp(others)).rejects.toThrow(/^1: .*not those of the database.*KEY_PEPPER/);
      await expect(stat(file)).rejects.toThrow("ENOENT");
      const secrets = { values, passphrase: "a passphrase for the test" };
      await writeBackup({ connectionString, file, productVersion: "1.2.3", secrets });
      await expect(
        run(["restore", file, "--trial", "--passphrase-file", passphraseFile], elsewhere("moved")),
      ).rejects.toThrow(/^1: .*not those of the database.*KEY_PEPPER/);
      await rm(file);
      await expect(backUp({ ...env, KEY_PEPPER: `${"n".repeat(40)},${env.KEY_PEPPER}` })).resolves.toContain(file);
    } finally {
      await database.prisma.deploymentSecret.deleteMany();
    }
  });

  test("a list that holds the archive's secrets is no other value, however it is written", async () => {
    const [first, second, newer] = ["a", "b", "c"].map((sign) => sign.repeat(40)) as [string, string, string];
    const secrets = {
      JWT_SECRET: first,
      NEXTAUTH_SECRET: first,
      ENCRYPTION_KEY: first,
      KEY_PEPPER: `["${first}","${second}"]`,
    };
    const beside = (KEY_PEPPER: string) =>
      requireNoOthers(join(folder(), "none.json"), { NODE_ENV: "test", KEY_PEPPER }, secrets);
    for (const same of [`${first},${second}`, `${newer} ${first}\n${second}`, `["${first}", "${second}"]`])
      await beside(same);
    for (const other of [first, `${newer},${second}`]) await expect(beside(other)).rejects.toThrow("another value");
  });

  test.each([
    ["no file", [], /^2: .*usage: .*backup <file>|restore <file>/],
    ["no passphrase", ["x.zip"], /^2: .*passphrase/],
    ["a passphrase in no file", ["x.zip", "--passphrase-file", "none.txt"], /^2: .*none\.txt, cannot be read/],
    ["an unknown option", ["x.zip", "--everything"], /^2: .*--everything/],
    ["an option of another command", ["x.zip", "--json", "--everything"], /^2: /],
  ])("%s is a wrong usage, and nothing is written", async (_, args, complaint) => {
    for (const name of ["backup", "restore"])
      await expect(run([name, ...args], environment())).rejects.toThrow(complaint);
    await expect(stat("x.zip")).rejects.toThrow("ENOENT");
  });
});
