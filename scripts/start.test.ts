import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
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

  test("a file in the place of the data folder is told before anything is built", async () => {
    await writeFile(join(room, "data"), "");
    const { code, lines } = await start({});
    expect([code, lines.map(({ event }) => event)]).toEqual([1, ["start_failed"]]);
    expect(lines[0]?.text).toContain("set LATCHKEY_DATA_DIR to another");
  });
});

test("the tool's start makes no build where there is none, and says what does", async () => {
  const program = `await (await import(process.argv[1])).startProduct({ mayMake: false, isDemo: false })`;
  const args = ["--input-type=module", "--eval", program, resolve("scripts/start-product.mjs")];
  const { code, lines } = await start({}, { args, cwd: room });
  expect(code).toBe(1);
  expect(lines).toMatchObject([{ event: "start_failed", text: expect.stringContaining("npm start makes one") }]);
  expect(await readdir(room)).toEqual([]);
});
