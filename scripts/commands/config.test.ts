import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSmtpStandIn } from "@/lib/testing/smtp-stand-in";
import { runCommand } from "./run-command";

let dataDir: string;
let smtp: Awaited<ReturnType<typeof startSmtpStandIn>>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-config-"));
  smtp = await startSmtpStandIn();
});
afterAll(async () => {
  await smtp.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function run(args: readonly string[], own: Record<string, string> = {}) {
  const env = { NODE_ENV: "test", LATCHKEY_DATA_DIR: dataDir, ...own } as const;
  const plain = await runCommand(args, env);
  const { stdout } = await runCommand([...args, "--json"], env);
  return { ...plain, json: JSON.parse(stdout) };
}

describe("latchkey config", () => {
  it("prints every setting with its source, secrets of environment, files and data folder as fingerprints alone", async () => {
    const secrets = { KEY_PEPPER: "of-the-data-folder".repeat(2), JWT_SECRET: "not-this-one".repeat(4) };
    const file = join(dataDir, "secrets.json");
    await writeFile(file, JSON.stringify(secrets));
    await chmod(file, 0o644);
    await writeFile(join(dataDir, "token"), "of-a-mounted-file\n");
    const env = {
      JWT_SECRET: "of-the-environment".repeat(2),
      METRICS_TOKEN_FILE: join(dataDir, "token"),
      PORT: "4460",
    };
    const { code, stdout, json } = await run(["config"], env);
    expect([code, json.outcome, json.data.problems]).toEqual([0, "done", []]);
    // Looking at a file changes nothing of it.
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    const source = Object.fromEntries(
      json.data.settings.map((one: { name: string; source: string }) => [one.name, one.source]),
    );
    expect(source).toMatchObject({
      PORT: "set",
      METRICS_TOKEN: "file",
      KEY_PEPPER: "data folder",
      LOG_LEVEL: "default",
      REDIS_URL: "not set",
    });
    expect(stdout).toContain("PORT = 4460  (set)\n    where to listen");
    expect(stdout).not.toMatch(/of-the-|of-a-mounted|not-this-one/);
    expect(JSON.stringify(json)).not.toMatch(/of-the-|of-a-mounted|not-this-one/);
  });

  it("ends with code 1 and names what is wrong and what is odd, beside all that is right", async () => {
    const { code, stdout, json } = await run(["config"], { PORT: "eighty", LOG_LEVLE: "debug" });
    expect([code, json.outcome]).toEqual([1, "failed"]);
    expect(stdout).toContain("WRONG  PORT must be a whole number");
    expect(stdout).toContain("ODD    LOG_LEVLE is no setting; LOG_LEVEL was probably meant");
    expect(stdout).toContain("METRICS_HOST = 127.0.0.1  (default)");
    const files = await run(["config"], { PORT: "eighty", KEY_PEPPER_FILE: "/nowhere", JWT_SECRET_FILE: "/nowhere" });
    expect(files.code).toBe(1);
    for (const name of ["KEY_PEPPER_FILE", "JWT_SECRET_FILE"])
      expect(files.stdout).toContain(`WRONG  ${name} names /nowhere, which cannot be read (ENOENT)`);
    expect(files.stdout).toContain("WRONG  PORT must be a whole number");
    const other = await run(["mail", "test", "ada@example.test"], { KEY_PEPPER_FILE: "/nowhere" });
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("KEY_PEPPER_FILE names /nowhere")]);
  });
});

describe("latchkey mail test", () => {
  it("sends a mail at once without a database, and prints what the mail server said", async () => {
    const { code, stdout, json } = await run(["mail", "test", "Ada@Example.test"], {
      SMTP_URL: smtp.url,
      MAIL_FROM: "Keys <keys@example.test>",
    });
    expect([code, json.outcome]).toEqual([0, "done"]);
    expect(stdout).toMatch(/^The mail server took a mail to ada@example\.test: 250 /);
    expect(smtp.mails).toHaveLength(2);
    expect(smtp.mails[0]).toMatchObject({ from: "keys@example.test", to: ["ada@example.test"] });
  });

  it("tells why a mail server took none, without its password, with code 1", async () => {
    smtp.state.behaviour = { RCPT: "550 no such box" };
    const { port } = smtp;
    const { code, stdout, json } = await run(["mail", "test", "ada@example.test"], {
      SMTP_URL: `smtp://mailer:a-word@127.0.0.1:${port}`,
    });
    smtp.state.behaviour = {};
    expect([code, json.outcome]).toEqual([1, "failed"]);
    expect(stdout).toMatch(/^No mail was sent to ada@example\.test: /);
    expect(stdout).not.toContain("a-word");
  });

  it.each([
    [{}, "ada@example.test", 3, "SMTP_URL is not set"],
    [{ SMTP_URL: "smtp://mail.test" }, "no address", 2, "no address is not an email address"],
    [{ SMTP_URL: "mail.test" }, "ada@example.test", 3, "SMTP_URL must be a URL that begins with smtp://"],
  ])("with %o to %s ends with code %i", async (env, email, code, says) => {
    const told = await run(["mail", "test", email], env);
    expect([told.code, told.stdout, told.stderr]).toEqual([code, "", expect.stringContaining(says)]);
  });
});
