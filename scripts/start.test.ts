import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let room: string;

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), "start-"));
});
afterEach(() => rm(room, { recursive: true, force: true }));

type Line = { level: string; at: string; event: string; text: string; setting?: string };

/** Starts with these settings and nothing else of this shell; what each line of both streams says, and the exit code. */
async function start(
  settings: Record<string, string>,
  { args = ["scripts/start.mjs"], cwd = process.cwd() } = {},
): Promise<{ code: number; lines: Line[] }> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH, LATCHKEY_DATA_DIR: join(room, "data"), ...settings },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
  const [code] = await once(child, "close");
  return {
    code,
    lines: said
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

describe("a start with wrong settings", () => {
  test("names every one at once, also a file that cannot be read, makes nothing, and ends with code 1", async () => {
    const { code, lines } = await start({
      DATABASE_URL: "postgres://latchkey:half/of-a-secret@db.test/latchkey",
      JWT_SECRET: "too-short-a-secret",
      KEY_PEPPER_FILE: join(room, "absent"),
      SMTP_URL: "mail.test",
      PORT: "eighty",
      METRICS_HOST: "127.0.0.1",
      GITHUB_CLIENT_ID: "id",
      OIDC_ISSUER: "https://id.test",
      LOG_LEVEL: "loud",
      SMPT_URL: "smtp://mail.test",
    });
    expect(code).toBe(1);
    for (const line of lines) expect([line.level, line.at, line.event]).toEqual(Array(3).fill(expect.any(String)));
    const named = (event: string) => lines.filter((line) => line.event === event).map(({ setting }) => setting);
    expect(named("setting_wrong").toSorted()).toEqual([
      "DATABASE_URL",
      "GITHUB_CLIENT_ID",
      "JWT_SECRET",
      "KEY_PEPPER_FILE",
      "LOG_LEVEL",
      "METRICS_HOST",
      "OIDC_CLIENT_ID",
      "OIDC_CLIENT_SECRET",
      "PORT",
      "SMTP_URL",
    ]);
    expect(named("setting_doubtful")).toEqual(["SMPT_URL"]);
    expect(lines.at(-1)).toMatchObject({
      event: "start_failed",
      text: "Latchkey did not start: 10 settings are wrong; nothing was made",
    });
    const said = JSON.stringify(lines);
    for (const part of ["half", "of-a-secret", "too-short-a-secret"]) expect(said).not.toContain(part);
    // Neither installed, generated nor built: that would have been told.
    expect(lines.filter(({ event }) => event === "progress")).toEqual([]);
    expect(existsSync(join(room, "data"))).toBe(false);
  });

  test("a file in the place of the data folder is told with them, before anything is built", async () => {
    await writeFile(join(room, "data"), "");
    const { code, lines } = await start({ PORT: "0" });
    expect([code, lines.map(({ event }) => event)]).toEqual([1, ["setting_wrong", "start_failed"]]);
    expect(lines[0]?.text).toBe(
      `LATCHKEY_DATA_DIR needs a folder where ${join(room, "data")} is a file; set it to another`,
    );
  });
});

/** A clone of what a start needs before its packages are there. */
async function freshClone(): Promise<string> {
  const clone = join(room, "clone");
  const isPlain = (path: string) => !/\.[^/]*$/.test(path) || path.endsWith(".mjs");
  for (const folder of ["scripts", "lib/platform"])
    await cp(folder, join(clone, folder), { recursive: true, filter: isPlain });
  await cp("package-lock.json", join(clone, "package-lock.json"));
  return clone;
}

test("a disk that fills while packages are installed is told as full, without the credentials that npm quotes, and npm's word that all is there does not count", async () => {
  const clone = await freshClone();
  const npm = join(room, "npm.mjs");
  await writeFile(
    npm,
    `import { cpSync, mkdirSync } from "node:fs";
     mkdirSync("node_modules");
     cpSync("package-lock.json", "node_modules/.package-lock.json");
     console.error("npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, see https://me:hunter2@npm.test");`,
  );
  const settings = { PORT: "0", npm_execpath: npm };
  const { code, lines } = await start(settings, { args: [join(clone, "scripts", "start.mjs")] });
  expect(code).toBe(1);
  expect(lines.at(-1)?.text).toBe(
    "Latchkey did not start: the disk is full: make room on it and try again (npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, see https://…@npm.test)",
  );
  expect(JSON.stringify(lines)).not.toContain("hunter2");
  expect(await readdir(join(clone, "node_modules"))).toEqual([]);
});

test("a fresh clone tells all that is wrong and odd before it installs anything, also a port that is in use and a foreign host", async () => {
  const clone = await freshClone();
  const other = createServer().listen(0);
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const settings = {
    PORT: String(port),
    METRICS_PORT: "0",
    METRICS_HOST: "192.0.2.1",
    KEY_PEPPER_FILE: "absent",
    JWT_EXPIRY_HOURS: "x",
    TRUSTED_ISSUERS: "[",
    SMTP_URL: "foo",
    SMPT_URL: "smtp://mail.test",
  };
  const { code, lines } = await start(settings, { args: [join(clone, "scripts", "start.mjs")] });
  await new Promise((resolve) => other.close(resolve));
  expect([code, lines.map(({ text }) => text)]).toEqual([
    1,
    [
      "SMPT_URL is no setting; SMTP_URL was probably meant",
      "KEY_PEPPER_FILE names absent, which cannot be read (ENOENT)",
      "JWT_EXPIRY_HOURS must be a number of 0 or more",
      "SMTP_URL must be a URL that begins with smtp:// or smtps://",
      "TRUSTED_ISSUERS is not JSON",
      "METRICS_HOST 192.0.2.1 is no address of this machine; set it to one that is, or leave it out",
      `PORT ${port} is in use; stop what uses it, or set it to another`,
      "Latchkey did not start: 6 settings are wrong; nothing was made",
    ],
  ]);
  expect((await readdir(clone)).toSorted()).toEqual(["lib", "package-lock.json", "scripts"]);
});

test("a fresh clone whose lockfile has no PostgreSQL for this machine asks for DATABASE_URL before it installs anything", async () => {
  const clone = await freshClone();
  await writeFile(join(clone, "package-lock.json"), JSON.stringify({ packages: {} }));
  const { code, lines } = await start({ PORT: "0" }, { args: [join(clone, "scripts", "start.mjs")] });
  expect([code, lines[0]]).toEqual([1, expect.objectContaining({ event: "setting_wrong", setting: "DATABASE_URL" })]);
  expect((await readdir(clone)).toSorted()).toEqual(["lib", "package-lock.json", "scripts"]);
});

test("an option that does not exist starts nothing", async () => {
  const { code, lines } = await start({ PORT: "0" }, { args: ["scripts/start.mjs", "--demoo"] });
  expect([code, lines.map(({ text }) => text)]).toEqual([
    1,
    ["Latchkey did not start: there is no option --demoo; there is --demo"],
  ]);
  expect(existsSync(join(room, "data"))).toBe(false);
});

test("the tool's start makes no build where there is none, and says what does, with the stack of it", async () => {
  const program = `await (await import(process.argv[1])).startProduct({ mayMake: false, isDemo: false })`;
  const args = ["--input-type=module", "--eval", program, resolve("scripts/start-product.mjs")];
  const { code, lines } = await start({}, { args, cwd: room });
  expect(code).toBe(1);
  const why = expect.stringContaining("npm start makes one");
  const stack = expect.stringMatching(/^at .*start-product\.mjs/);
  expect(lines).toMatchObject([{ event: "start_failed", text: why, error: why, stack }]);
  expect(await readdir(room)).toEqual([]);
});
