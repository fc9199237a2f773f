import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { secretNames as ofThePlatform } from "@/lib/platform/secrets-mark";
import { ensureSecrets, secretNames } from "./secrets.mjs";

let dataDir: string;

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "secrets-")), "data");
});

afterEach(() => rm(join(dataDir, ".."), { recursive: true, force: true }));

test("the scripts that run before a build know the same secrets as the product", () => {
  expect(secretNames).toEqual(ofThePlatform);
});

describe("ensureSecrets", () => {
  test("makes four different secrets of 32 random bytes once, readable by their owner alone", async () => {
    const secrets = await ensureSecrets(dataDir, {});
    expect(Object.keys(secrets).sort()).toEqual(["ENCRYPTION_KEY", "JWT_SECRET", "KEY_PEPPER", "NEXTAUTH_SECRET"]);
    expect(new Set(Object.values(secrets)).size).toBe(4);
    for (const secret of Object.values(secrets)) expect(secret).toMatch(/^[\w-]{43}$/);
    expect((await stat(join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(await ensureSecrets(dataDir, {})).toEqual(secrets);
  });

  test("gives processes that start at once the same secrets, and leaves no file beside them", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => ensureSecrets(dataDir, {})));
    expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(["secrets.json"]);
  });

  test("prefers the environment, one by one, and keeps that out of the file", async () => {
    const given = "from-the-environment".repeat(2);
    const secrets = await ensureSecrets(dataDir, { KEY_PEPPER: given, JWT_SECRET: "" });
    expect(secrets.KEY_PEPPER).toBe(given);
    expect(secrets.JWT_SECRET).toHaveLength(43);
    expect(await readFile(join(dataDir, "secrets.json"), "utf8")).not.toContain(given);
  });

  test("writes nothing when the environment holds them all", async () => {
    const given = { JWT_SECRET: "a", NEXTAUTH_SECRET: "b", KEY_PEPPER: "c", ENCRYPTION_KEY: "d" };
    expect(await ensureSecrets(dataDir, given)).toEqual(given);
    await expect(stat(dataDir)).rejects.toThrow("ENOENT");
  });

  test("adds what an older version's file lacks, and keeps what it holds", async () => {
    const { KEY_PEPPER, JWT_SECRET } = await ensureSecrets(dataDir, {});
    await writeFile(join(dataDir, "secrets.json"), JSON.stringify({ KEY_PEPPER, JWT_SECRET }));
    const secrets = await ensureSecrets(dataDir, {});
    expect(secrets).toMatchObject({ KEY_PEPPER, JWT_SECRET });
    expect(secrets.NEXTAUTH_SECRET).toHaveLength(43);
    expect(await ensureSecrets(dataDir, {})).toEqual(secrets);
  });

  test("gives a list in the file as the environment would", async () => {
    const { KEY_PEPPER, ...others } = await ensureSecrets(dataDir, {});
    const list = ["n".repeat(43), KEY_PEPPER];
    await writeFile(join(dataDir, "secrets.json"), JSON.stringify({ ...others, KEY_PEPPER: list }));
    expect(await ensureSecrets(dataDir, {})).toEqual({ ...others, KEY_PEPPER: JSON.stringify(list) });
  });

  test("never replaces a file that it cannot read", async () => {
    await ensureSecrets(dataDir, {});
    const file = join(dataDir, "secrets.json");
    await writeFile(file, '{"JWT_SECRET": "ab');
    await expect(ensureSecrets(dataDir, {})).rejects.toThrow("is damaged; restore it from a backup");
    expect(await readFile(file, "utf8")).toBe('{"JWT_SECRET": "ab');
  });

  test("closes a file that others could read", async () => {
    await ensureSecrets(dataDir, {});
    await chmod(join(dataDir, "secrets.json"), 0o644);
    await ensureSecrets(dataDir, {});
    expect((await stat(join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  });

  test("says in one line when the folder cannot be made", async () => {
    await writeFile(dataDir, "");
    await expect(ensureSecrets(dataDir, {})).rejects.toThrow(/cannot be made \(EEXIST\); set LATCHKEY_DATA_DIR/);
  });

  test("makes none beside a database whose secrets are gone, and says the way out", async () => {
    await mkdir(join(dataDir, "postgres"), { recursive: true });
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "18");
    await expect(ensureSecrets(dataDir, {})).rejects.toThrow("is gone, and");
    expect(await readdir(dataDir)).toEqual(["postgres"]);
    await writeFile(join(dataDir, "secrets.json"), "{}");
    const begun = await ensureSecrets(dataDir, {});
    expect([begun.KEY_PEPPER.length, await ensureSecrets(dataDir, {})]).toEqual([43, begun]);
  });

  test("takes those of a backup, where there are none yet", async () => {
    const { KEY_PEPPER } = await ensureSecrets(dataDir, {}, { KEY_PEPPER: "p".repeat(43) });
    expect(KEY_PEPPER).toBe("p".repeat(43));
    expect((await ensureSecrets(dataDir, {}, { KEY_PEPPER: "q".repeat(43) })).KEY_PEPPER).toBe(KEY_PEPPER);
  });
});
