import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { type BuiltTool, buildTool } from "@/lib/testing/built-tool";
import { callApi } from "@/lib/testing/call-api";
import { environmentOf } from "@/lib/testing/child-process";
import { createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, signedInUser } from "@/lib/testing/factors";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { commands } from "./commands/command-table";
import { runCommand } from "./commands/run-command";

const { clock, open } = useTestRuntime();
let dataDir: string;
let tool: BuiltTool;
/** For what is refused before any of them is read. */
const noSettings = { NODE_ENV: "test" } as const;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-command-"));
  tool = await buildTool();
  // The command's process has the machine's clock.
  clock.advance(Date.now() - clock.now());
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
  await tool.remove();
});

/** The environment of this test's server. */
const serverEnvironment = (own: Record<string, string> = {}) =>
  environmentOf(open().settings, { LATCHKEY_DATA_DIR: dataDir, PUBLIC_URL: "https://latchkey.test", ...own });

/** Runs a command with a runtime of its own, beside that of the test, as beside a server. */
async function run(args: readonly string[], own?: Record<string, string>) {
  try {
    return await runCommand(args, serverEnvironment(own));
  } finally {
    holdRuntime(open());
  }
}

/** Runs the tool in a process of its own. */
const runTool = (args: readonly string[]) => tool.run(args, serverEnvironment());

/** As long as a slow machine may take; the promise of a second is tested where it is made. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 50_000, interval: 100 });
const isAdmin = async ({ token }: TestUser) => {
  const check = await open().directory.checkBearer(token);
  return check.ok && check.record.principal.instanceAdmin;
};
const eventsOf = ({ id }: TestUser, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId: id, type }, orderBy: { createdAt: "asc" } });

describe("npm run latchkey", { timeout: 120_000 }, () => {
  it("names administrators and removes them while the server runs, which knows within a second; never the last", async () => {
    const first = await createUser();
    const second = await createUser();
    expect(await isAdmin(first)).toBe(true);
    const added = await runTool(["admin", "add", second.email.toUpperCase()]);
    expect(added).toMatchObject({ code: 0, stdout: `${second.email} is an administrator of this deployment now.\n` });
    await eventually(async () => expect(await isAdmin(second)).toBe(true));
    expect((await run(["admin", "remove", first.email])).code).toBe(0);
    await eventually(async () => expect(await isAdmin(first)).toBe(false));
    const last = await run(["admin", "remove", second.email]);
    expect([last.code, last.stdout]).toEqual([1, ""]);
    expect(last.stderr).toContain("The last administrator of this deployment stays one");
    expect(await isAdmin(second)).toBe(true);
    expect(await eventsOf(second, "user.admin_changed")).toMatchObject([
      { actorId: "operator", subjectId: second.id, data: { instance_admin: true, by: "command", outcome: "success" } },
    ]);
    const again = await run(["admin", "add", second.email, "--json"]);
    expect(JSON.parse(again.stdout)).toEqual({
      command: "admin add",
      outcome: "done",
      data: { email: second.email, user_id: second.id, administrator: true, changed: false },
      error: null,
    });
  });

  it("of two administrators who are removed at once, one stays", async () => {
    const admins = [await createUser(), await createUser()];
    await open().database.prisma.user.updateMany({ data: { instanceAdmin: false } });
    for (const admin of admins) await makeInstanceAdmin(admin);
    const codes = await Promise.all(admins.map(async ({ email }) => (await runTool(["admin", "remove", email])).code));
    expect(codes.toSorted()).toEqual([0, 1]);
    expect(await open().database.prisma.user.count({ where: { instanceAdmin: true } })).toBe(1);
  });

  it("prints a link that sets a password once, made of PUBLIC_URL; the database holds no token, the audit log tells of it", async () => {
    const user = await createUser();
    const { code, stdout } = await run(["reset-password", user.email, "--json"]);
    expect(code).toBe(0);
    const { url, expires_at } = JSON.parse(stdout).data;
    expect(url).toMatch(/^https:\/\/latchkey\.test\/reset-password#token=[A-Za-z0-9]{40}$/);
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now() + 28 * 60_000);
    const token = new URL(url).hash.slice("#token=".length);
    expect(JSON.stringify(await open().database.prisma.oneTimeToken.findMany())).not.toContain(token);
    const set = (password: string) =>
      callApi("POST /api/auth/reset-password", { body: { token, new_password: password }, address: "192.0.2.77" });
    expect((await set("another good passphrase")).status).toBe(204);
    expect((await set("and one more passphrase")).status).toBe(400);
    const body = { email: user.email, password: "another good passphrase" };
    expect((await callApi("POST /api/auth/login", { body, address: "192.0.2.78" })).status).toBe(200);
    expect(await eventsOf(user, "user.password_reset_asked")).toMatchObject([
      { actorId: "operator", data: { by: "operator", outcome: "success" } },
    ]);
    expect(
      await open().database.prisma.mail.count({ where: { recipient: user.email, subject: "Set a new password" } }),
    ).toBe(0);
    expect((await run(["reset-password", user.email])).stdout).toContain("https://latchkey.test/reset-password#token=");
  });

  it("lets a user in who has lost every second factor, ends their sessions, and refuses for one who has none", async () => {
    const { user, browser } = await signedInUser();
    await addApp(browser, clock.now());
    await addPasskey(browser, createSoftwareAuthenticator());
    const body = { email: user.email, password: testPassword };
    const login = async (address: string) => (await callApi("POST /api/auth/login", { body, address })).status;
    expect(await login("10.9.1.1")).toBe(401);
    expect(await run(["remove-factors", user.email, "--yes"])).toMatchObject({ code: 0, stderr: "" });
    expect(await login("10.9.1.2")).toBe(200);
    await eventually(async () => expect((await browser.call("GET /api/dashboard/account")).status).toBe(401));
    expect((await eventsOf(user, "user.factor_removed")).at(-1)).toMatchObject({
      actorId: "operator",
      data: { factor: "all", outcome: "success" },
    });
    expect((await run(["remove-factors", user.email, "--yes"])).code).toBe(1);
  });

  it("ends the wait after failed sign-ins", async () => {
    const user = await createUser();
    const login = async (password: string, host: number) => {
      const address = `10.9.0.${host}`;
      return (await callApi("POST /api/auth/login", { body: { email: user.email, password }, address })).status;
    };
    const guesses: number[] = [];
    while (guesses.at(-1) !== 429 && guesses.length < 50)
      guesses.push(await login("a wrong password", guesses.length + 1));
    expect(await login(testPassword, 101)).toBe(429);
    expect(await run(["unlock", user.email])).toMatchObject({ code: 0, stderr: "" });
    expect(await login(testPassword, 102)).toBe(200);
    expect(await eventsOf(user, "user.sign_in_unlocked")).toMatchObject([{ actorId: "operator" }]);
  });

  it.each([
    {
      args: ["admin", "add", "nobody@example.test"],
      code: 1,
      outcome: "refused",
      says: "no user has the address nobody@",
    },
    { args: ["unlock", "no address"], code: 2, outcome: "usage", says: "no address is not an email address" },
  ])("exits $code on $args, says why in one line, and in JSON where asked", async ({ args, code, outcome, says }) => {
    const plain = await run(args);
    expect([plain.code, plain.stdout]).toEqual([code, ""]);
    expect(plain.stderr.trim()).toMatch(/^Nothing was changed: [^\n]+$/);
    expect(plain.stderr).toContain(says);
    const json = await run([...args, "--json"]);
    expect([json.code, json.stderr]).toEqual([code, ""]);
    expect(JSON.parse(json.stdout)).toEqual({
      command: args.slice(0, -1).join(" "),
      outcome,
      data: null,
      error: expect.stringContaining(says),
    });
  });

  it.each([
    { args: ["admin", "add"], says: "usage: npm run latchkey -- admin add <email>" },
    { args: ["admin", "add", "a@example.test", "b@example.test"], says: "usage:" },
    { args: ["admin", "promote", "a@example.test"], says: "there is no command admin promote" },
    { args: ["admin", "remvoe", "a@example.test"], says: "there is no command admin remvoe (is it admin remove?)" },
    { args: ["bakcup", "x.zip"], says: "there is no command bakcup (is it backup?)" },
    { args: ["--force"], says: "there is no option --force" },
    { args: ["admin", "add", "a@example.test", "--force"], says: "admin add takes no --force" },
    { args: ["restore", "x.zip", "--trail"], says: "restore takes no --trail (is it --trial?)" },
    { args: ["users", "list", "--limit", "-1"], says: "--limit takes a value, written --limit=-…" },
    { args: ["users", "list", "--search"], says: "--search takes a value" },
    { args: ["doctor", "-x"], says: "there is no option -x" },
    { args: ["users", "suspend", "a@example.test", "--yes=1"], says: "--yes takes no value" },
    { args: ["backup", "/no/such/x.zip"], says: "there is no folder /no/such to write into" },
    { args: ["help", "nothing"], says: "there is no command nothing" },
  ])("takes $args for wrong usage, before it looks for a database", async ({ args, says }) => {
    const plain = await runCommand(args, noSettings);
    expect([plain.code, plain.stdout, plain.stderr]).toEqual([2, "", expect.stringContaining(says)]);
    const json = await runCommand([...args, "--json"], noSettings);
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: "usage", error: expect.stringContaining(says) });
  });

  it("lists its commands on a page, and says of each on a page what it takes and does", async () => {
    const read = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCommand(args, noSettings);
      expect([args, code, stderr]).toEqual([args, 0, ""]);
      const lines = stdout.trimEnd().split("\n");
      // With a line for the prompt.
      expect([args, lines.length <= 23, lines.filter((line) => line.length > 80)]).toEqual([args, true, []]);
      return stdout;
    };
    const all = await read("--help");
    for (const { name, takes, summary, options = {} } of commands) {
      const words = name.split(" ");
      expect(all).toMatch(new RegExp(`^  (?:[a-z-]+, )*${words[0]}(?:, [a-z-]+)* +\\S.+$`, "m"));
      const own = await read(...words, "--help");
      expect(await read("help", ...words)).toBe(own);
      expect(own).toContain([name, ...takes].join(" "));
      expect(own.toLowerCase()).toContain(summary.toLowerCase());
      for (const { shown, means } of Object.values(options))
        expect(own).toMatch(new RegExp(`^  ${shown} +${means}$`, "m"));
      if (words.length > 1) expect(await read(words[0] ?? name, "--help")).toContain(summary);
    }
    expect(await runCommand([], noSettings)).toEqual({ code: 2, stdout: "", stderr: all });
    // A program gets no page to read.
    for (const args of [["--json"], ["users", "--json"]]) {
      const { code, stdout, stderr } = await runCommand(args, noSettings);
      expect([args, code, stderr, JSON.parse(stdout).outcome]).toEqual([args, 2, "", "usage"]);
    }
  });

  it("has every command on its page of the documentation", async () => {
    const page = await readFile("docs/operations/commands.md", "utf8");
    expect(commands.filter(({ name }) => !page.includes(`\`${name}`)).map(({ name }) => name)).toEqual([]);
  });

  it("without a build says what to do, in JSON where asked, and makes none", async () => {
    const { folder } = tool;
    await rename(join(folder, "dist"), join(folder, "elsewhere"));
    try {
      const before = await readdir(folder);
      const rightSettings = serverEnvironment({ TRUSTED_PROXIES: "127.0.0.1" });
      expect(await tool.run(["admin", "add", "a@example.test"], rightSettings)).toEqual({
        code: 3,
        stdout: "",
        stderr: "Nothing was changed: there is no build here; npm run build makes one\n",
      });
      expect(JSON.parse((await runTool(["unlock", "--json"])).stdout)).toMatchObject({ outcome: "unavailable" });
      // What is wrong with the settings needs no build to be told.
      const settings = serverEnvironment({
        TRUSTED_PROXIES: "127.0.0.1",
        PORT: "a-port",
        SMPT_URL: "smtp://mail.test",
      });
      const { code, stderr } = await tool.run(["config"], settings);
      expect([code, stderr.split("\n").map((line) => line.slice(0, 15))]).toEqual([
        3,
        ["WRONG  PORT mus", "ODD    SMPT_URL", "Nothing was cha", ""],
      ]);
      expect(await readdir(folder)).toEqual(before);
    } finally {
      await rename(join(folder, "elsewhere"), join(folder, "dist"));
    }
  });

  it("names files from where it was called, which npm tells where it has changed to the product's folder", async () => {
    const args = ["backup", "x.zip", "--passphrase-file", "missing.txt"];
    const elsewhere = await mkdtemp(join(tmpdir(), "latchkey-called-"));
    try {
      const env = { ...serverEnvironment(), INIT_CWD: dataDir };
      expect((await tool.run(args, env)).stderr).toContain(join(dataDir, "missing.txt"));
      expect((await tool.run(args, env, elsewhere)).stderr).toContain(join(elsewhere, "missing.txt"));
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it("makes nothing where nothing is: no database, no secrets, each told with exit code 3", async () => {
    const folder = join(dataDir, "empty");
    const none = { JWT_SECRET: "", NEXTAUTH_SECRET: "", KEY_PEPPER: "", ENCRYPTION_KEY: "" };
    const noDatabase = await run(["admin", "add", "a@example.test"], { DATABASE_URL: "", LATCHKEY_DATA_DIR: folder });
    expect([noDatabase.code, noDatabase.stderr]).toEqual([3, expect.stringContaining("start the server first")]);
    const noSecrets = await run(["admin", "add", "a@example.test"], { ...none, LATCHKEY_DATA_DIR: folder });
    expect([noSecrets.code, noSecrets.stderr]).toEqual([3, expect.stringContaining("there are no secrets in")]);
    expect(existsSync(folder)).toBe(false);
    await writeFile(join(dataDir, "secrets.json"), JSON.stringify({ JWT_SECRET: "x".repeat(32) }));
    const fewSecrets = await run(["admin", "add", "a@example.test"], none);
    expect([fewSecrets.code, fewSecrets.stderr]).toEqual([3, expect.stringContaining("lacks NEXTAUTH_SECRET")]);
  });

  it("says so of a database that nothing was started on", async () => {
    const url = new URL(open().settings.databaseUrl);
    url.pathname = "/postgres";
    const { code, stderr } = await run(["admin", "add", "a@example.test"], { DATABASE_URL: url.toString() });
    expect([code, stderr]).toEqual([3, expect.stringContaining("start the server first")]);
  });
});
