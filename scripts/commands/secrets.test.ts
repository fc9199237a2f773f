import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { createKey, createUser } from "@/lib/testing/factories";
import { claimTestPlace } from "@/lib/testing/test-place";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readSecrets, type Secrets } from "@/scripts/secrets.mjs";
import { runCommand } from "./run-command";

const { clock, open } = useTestRuntime();
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "secrets-command-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const file = () => join(dataDir, "secrets.json");
const secretsOfTest = (): Secrets => {
  const { jwtSecret, nextAuthSecret, keyPepper, encryptionKey } = open().settings;
  return {
    JWT_SECRET: jwtSecret,
    NEXTAUTH_SECRET: nextAuthSecret,
    KEY_PEPPER: keyPepper,
    ENCRYPTION_KEY: encryptionKey,
  };
};

beforeEach(async () => {
  clock.set(Date.now());
  await writeFile(file(), JSON.stringify(secretsOfTest()));
  await open().database.pool.query("DELETE FROM deployment_secrets");
  await start();
});

/** What a server's start with the file's secrets notes. */
async function start(): Promise<void> {
  const stored = await readSecrets(file());
  const settings = readSettings({ ...stored, DATABASE_URL: open().settings.databaseUrl });
  await noteSecrets(open().database.pool, await fingerprintsOf(settings), "00000000-0000-4000-8000-000000000000");
}

async function run(...words: string[]) {
  const env = { NODE_ENV: "test", LATCHKEY_DATA_DIR: dataDir, DATABASE_URL: open().settings.databaseUrl } as const;
  const { code, stdout } = await runCommand([...words, "--json"], env);
  // The command has held and closed a runtime of its own.
  holdRuntime(open());
  return { code, ...JSON.parse(stdout) };
}

const statusOf = async (name: keyof Secrets) =>
  (await run("secrets", "status")).data.secrets.find((one: { name: string }) => one.name === name);
const listOf = async (name: keyof Secrets): Promise<string[]> => {
  const text = (await readSecrets(file()))?.[name] ?? "";
  return text.startsWith("[") ? JSON.parse(text) : [text];
};

describe("npm run latchkey -- secrets", { timeout: 120_000 }, () => {
  it("rotate puts a new pepper before the old one, and status tells what the old one is needed for until that has moved", async () => {
    const user = await createUser();
    await createKey(user);
    const [old = ""] = await listOf("KEY_PEPPER");
    expect(await statusOf("KEY_PEPPER")).toMatchObject({ own: true, former: [] });
    expect((await run("secrets", "rotate", "KEY_PEPPER")).data).toEqual({ name: "KEY_PEPPER", step: "first" });
    expect(await listOf("KEY_PEPPER")).toEqual([expect.stringMatching(/^[\w-]{43}$/), old]);
    expect(await readFile(file(), "utf8")).not.toContain("undefined");
    expect(await statusOf("KEY_PEPPER")).toMatchObject({ own: false });
    // The server that runs knows the old one alone: so long other commands hash under that.
    expect((await run("reset-password", user.email)).code).toBe(0);
    const link = await open().database.prisma.oneTimeToken.findFirstOrThrow({ where: { userId: user.id } });
    expect(link.secretHash).toMatch(/^[0-9a-f]{64}$/);
    await start();
    const [former] = (await statusOf("KEY_PEPPER")).former;
    expect(former).toMatchObject({ accepted: true, working: false });
    expect(former.needed_by).toContainEqual({ kind: "API keys", count: 1 });
  });

  it("rotate beside several processes takes two steps, and the second only once all accept the new secret", async () => {
    const url = open().settings.databaseUrl;
    const places = [await claimTestPlace(url, true), await claimTestPlace(url, true)];
    const [old = ""] = await listOf("JWT_SECRET");
    expect((await run("secrets", "rotate", "JWT_SECRET")).data.step).toBe("announced");
    const [first, made] = await listOf("JWT_SECRET");
    expect(first).toBe(old);
    const waiting = { fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/), accepted_by_all: false };
    expect(await statusOf("JWT_SECRET")).toMatchObject({ own: true, next: [waiting], former: [] });
    const early = await run("secrets", "rotate", "JWT_SECRET");
    expect([early.code, early.error]).toEqual([1, expect.stringContaining("does not accept the new JWT_SECRET yet")]);
    for (const place of places) await place.leave();
    expect(await statusOf("JWT_SECRET")).toMatchObject({ next: [{ ...waiting, accepted_by_all: true }], former: [] });
    expect((await run("secrets", "rotate", "JWT_SECRET")).data.step).toBe("first");
    expect(await listOf("JWT_SECRET")).toEqual([made, old]);
  });

  it("reseal moves what is sealed to the new key, after which status no longer counts it", async () => {
    await open().signingKeys.rotate({ now: true, endOthers: true });
    await run("secrets", "rotate", "ENCRYPTION_KEY");
    const place = await claimTestPlace(open().settings.databaseUrl, false);
    const early = await run("secrets", "reseal");
    expect([early.code, early.error]).toEqual([1, expect.stringContaining("does not accept the new ENCRYPTION_KEY")]);
    await place.leave();
    await start();
    const kinds = async () =>
      (await statusOf("ENCRYPTION_KEY")).former[0].needed_by.map(({ kind }: { kind: string }) => kind);
    expect(await kinds()).toContain("signing keys");
    const { sealed } = (await run("secrets", "reseal")).data;
    expect(sealed).toContainEqual({ kind: "signing keys", sealed: 1, former: 1, unreadable: 0 });
    expect(await kinds()).toEqual(["sign-ins under way"]);
    const [own = ""] = await listOf("ENCRYPTION_KEY");
    await writeFile(file(), JSON.stringify({ ...secretsOfTest(), ENCRYPTION_KEY: own }));
    expect((await statusOf("ENCRYPTION_KEY")).unreadable).toEqual([]);
  });

  it("every other command is refused with secrets that are not the database's; forget gives up lost ones, asked twice", async () => {
    await open().signingKeys.rotate({ now: true, endOthers: true });
    const { encryptionKey: lost } = open().settings;
    await writeFile(file(), JSON.stringify({ ...secretsOfTest(), ENCRYPTION_KEY: "another-key-".repeat(4) }));
    const refused = await run("secrets", "reseal");
    expect([refused.code, refused.error]).toEqual([3, expect.stringMatching(/other secrets than.*in ENCRYPTION_KEY/)]);
    expect((await statusOf("ENCRYPTION_KEY")).unreadable).toContainEqual({ kind: "signing keys", count: 1 });
    expect((await run("secrets", "forget", "ENCRYPTION_KEY")).code).not.toBe(0);
    const others = await run("secrets", "forget", "JWT_SECRET", "--yes");
    expect([others.code, others.error]).toEqual([1, expect.stringContaining("nothing is lost")]);
    expect((await run("secrets", "forget", "ENCRYPTION_KEY", "--yes")).code).toBe(0);
    await start();
    expect(await statusOf("ENCRYPTION_KEY")).toMatchObject({ own: true, unreadable: [] });
    expect(JSON.stringify(await open().database.prisma.deploymentSecret.findMany())).not.toContain(lost);
  });

  it("rotate says where the secret stands that it cannot replace itself, also a mounted file", async () => {
    const path = join(dataDir, "pepper");
    await writeFile(path, secretsOfTest().KEY_PEPPER ?? "");
    const env = { NODE_ENV: "test", LATCHKEY_DATA_DIR: dataDir, DATABASE_URL: open().settings.databaseUrl } as const;
    const { code, stderr } = await runCommand(["secrets", "rotate", "KEY_PEPPER"], { ...env, KEY_PEPPER_FILE: path });
    holdRuntime(open());
    expect([code, stderr]).toEqual([1, expect.stringContaining(`KEY_PEPPER is in ${path}: put the new secret`)]);
  });

  it("names the secrets that there are for any other", async () => {
    const answer = await run("secrets", "rotate", "PEPPER");
    expect([answer.code, answer.error]).toEqual([2, expect.stringContaining("KEY_PEPPER")]);
  });
});
