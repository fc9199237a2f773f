import { once } from "node:events";
import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer as createWebServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { startSmtpStandIn } from "@/lib/testing/smtp-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { runCommand } from "@/scripts/commands/run-command";
import { freePort } from "@/scripts/free-port.mjs";
import type { Finding } from "./finding";
import { lookAtOffset } from "./look-at-clock";
import { lookAtNode } from "./look-at-machine";

const { open } = useTestRuntime();
let dataDir: string;
let redis: TestRedis;
let smtp: Awaited<ReturnType<typeof startSmtpStandIn>>;
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-doctor-"));
  [redis, smtp] = await Promise.all([startRedisServer(), startSmtpStandIn()]);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  await Promise.all([redis.stop(), smtp.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const web = async (answer: RequestListener) => `http://127.0.0.1:${await listening(createWebServer(answer))}`;
/** Takes connections and says nothing on them. */
const silent = () => listening(createServer(() => undefined));

/** This test's deployment, as its operator's environment has it. */
async function site() {
  const { databaseUrl, jwtSecret, nextAuthSecret, keyPepper, encryptionKey } = open().settings;
  return {
    LATCHKEY_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    JWT_SECRET: jwtSecret,
    NEXTAUTH_SECRET: nextAuthSecret,
    KEY_PEPPER: keyPepper,
    ENCRYPTION_KEY: encryptionKey,
    PORT: String(await freePort()),
  };
}

async function examine(env: Record<string, string>, ...args: string[]) {
  const { code, stdout } = await runCommand(["doctor", "--json", ...args], { NODE_ENV: "test", ...env });
  const findings: Finding[] = JSON.parse(stdout).data.findings;
  const of = (part: string) => findings.filter((finding) => finding.part === part);
  return { code, stdout, findings, of };
}

const withOption = (url: string, option: string) => {
  const changed = new URL(url);
  changed.searchParams.set("options", `-c ${option}`);
  return changed.toString();
};

describe("latchkey doctor", { timeout: 120_000 }, () => {
  it("finds all well where it is, sends a mail where asked, and prints no secret", async () => {
    const provider = await web((_, response) => response.end("{}"));
    const env = {
      ...(await site()),
      REDIS_URL: redis.url,
      SMTP_URL: smtp.url,
      OIDC_ISSUER: provider,
      OIDC_CLIENT_ID: "id",
      OIDC_CLIENT_SECRET: "the-provider-s-secret",
    };
    const { code, stdout, findings } = await examine(env, "--send-test-mail", "ada@example.test");
    // The machine under the test may be too busy for a database that answers fast.
    const isSlow = ({ says }: Finding) => /^takes \d+ ms to answer$/.test(says);
    expect(findings.filter((found) => found.state !== "ok" && found.part !== "node" && !isSlow(found))).toEqual([]);
    expect(code).toBe(0);
    const parts = new Set(findings.map(({ part }) => part));
    for (const part of ["settings", "node", "data folder", "disk", "database", "database tables", "secrets", "clock"])
      expect(parts).toContain(part);
    for (const part of ["processes", "redis", "mail", "test mail", "outbound", "server"]) expect(parts).toContain(part);
    expect(smtp.mails.map(({ to }) => to)).toEqual([["ada@example.test"]]);
    for (const secret of [env.JWT_SECRET, env.KEY_PEPPER, "the-provider-s-secret"])
      expect(stdout).not.toContain(secret);
    const { stdout: text } = await runCommand(["doctor"], { NODE_ENV: "test", ...env });
    expect(text).toMatch(/^ok {4}database {9}PostgreSQL \d/m);
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^0 failed, \d to look at, \d+ well$/);
  });

  it("names every part that fails with what to do, and waits for none that is silent", async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString();
    const late = await web((_, response) => response.writeHead(200, { date: anHourAgo }).end("{}"));
    const gone = await web((_, response) => response.writeHead(404).end());
    const stranger = await web((_, response) => response.end("hello"));
    smtp.state.behaviour = { credentials: { user: "mailer", password: "another" } };
    await writeFile(join(dataDir, "secrets.json"), "{}");
    await chmod(join(dataDir, "secrets.json"), 0o644);
    const { code, stdout, findings, of } = await examine({
      ...(await site()),
      DATABASE_URL: `postgres://someone:a-password@127.0.0.1:${await silent()}/none`,
      REDIS_URL: `redis://:redis-word@127.0.0.1:${await silent()}`,
      SMTP_URL: smtp.url.replace("//", "//mailer:mail-word@"),
      OIDC_ISSUER: gone,
      OIDC_CLIENT_ID: "id",
      OIDC_CLIENT_SECRET: "secret",
      TRUSTED_ISSUERS: JSON.stringify([{ issuer: late, audience: "a" }]),
      PWNED_PASSWORDS_URL: `http://127.0.0.1:${await silent()}/range`,
      DNS_SERVERS: `127.0.0.1:${await silent()}`,
      PORT: new URL(stranger).port,
    });
    smtp.state.behaviour = {};
    expect(code).toBe(1);
    expect(of("redis")[0]?.todo).toContain("answered 503");
    for (const part of ["database", "redis", "mail", "clock", "server"])
      expect(of(part)).toMatchObject([{ state: "fail", todo: expect.stringMatching(/\S/) }]);
    expect(of("secrets")).toMatchObject([{ state: "warn", todo: expect.stringContaining("chmod 600") }]);
    expect(of("name servers")).toMatchObject([{ state: "warn" }]);
    expect(of("outbound").map(({ state }) => state)).toEqual(["fail", "ok", "fail"]);
    expect(of("server")[0]?.says).toContain("another program");
    for (const word of ["a-password", "redis-word", "mail-word"]) expect(stdout).not.toContain(word);
    for (const { state, todo } of findings) expect(todo === null).toBe(state === "ok");
  });

  it("says of a test mail that was not sent whether to mend the address, the setting, the way to the server, or what it may send", async () => {
    const env = await site();
    const told = async (own: Record<string, string>, to: string) =>
      (await examine({ ...env, ...own }, "--send-test-mail", to))
        .of("test mail")
        .map(({ state, todo }) => [state, todo]);
    expect(await told({ SMTP_URL: smtp.url }, "nobody")).toEqual([["fail", "name one after --send-test-mail"]]);
    expect(await told({}, "ada@example.test")).toEqual([["fail", "set SMTP_URL and MAIL_FROM"]]);
    const away = { SMTP_URL: `smtp://127.0.0.1:${await freePort()}` };
    expect(await told(away, "ada@example.test")).toEqual([["fail", "correct SMTP_URL"]]);
    smtp.state.behaviour = { RCPT: "550 no such user" };
    const refused = await told({ SMTP_URL: smtp.url }, "ada@example.test");
    smtp.state.behaviour = {};
    expect(refused).toEqual([["fail", expect.stringContaining("MAIL_FROM")]]);
  });

  it("reads secrets that stand in the data folder, and leaves their file as it is", async () => {
    const { DATABASE_URL, PORT, LATCHKEY_DATA_DIR: _, ...secrets } = await site();
    const folder = await mkdtemp(join(dataDir, "with-secrets-"));
    const file = join(folder, "secrets.json");
    await writeFile(file, JSON.stringify(secrets));
    await chmod(file, 0o644);
    const { of } = await examine({ DATABASE_URL, PORT, LATCHKEY_DATA_DIR: folder });
    expect(of("secrets")).toMatchObject([
      { state: "warn", todo: `chmod 600 ${file}` },
      { state: "ok", says: "are those of this database" },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o644);
  });

  it("tells of a database that takes no writes, gives no rights, is of another version, holds a catalogue of one, or belongs to other secrets", async () => {
    const env = await site();
    const { pool, prisma } = open().database;
    const looked = (url: string, own: Record<string, string> = {}) => examine({ ...env, ...own, DATABASE_URL: url });
    const readOnly = await looked(withOption(env.DATABASE_URL, "default_transaction_read_only=on"));
    expect(readOnly.of("database")).toContainEqual(expect.objectContaining({ state: "fail", says: "takes no writes" }));

    // Rights that even a table's owner may lack, and a schema of somebody else's making.
    await pool.query("REVOKE INSERT ON users FROM CURRENT_USER");
    const limited = await looked(env.DATABASE_URL);
    await pool.query("GRANT INSERT ON users TO CURRENT_USER");
    const rights = expect.objectContaining({ state: "fail", says: "this user may not read and write users" });
    expect(limited.of("database rights")).toEqual([rights]);
    const strange = await looked(withOption(env.DATABASE_URL, "search_path=nobodys"));
    expect(strange.of("database rights")).toMatchObject([{ state: "fail", says: "this user may not create tables" }]);

    await prisma.deploymentSecret.createMany({
      data: ["KEY_PEPPER"].map((name) => ({
        name,
        fingerprint: "0".repeat(16),
        begunAt: new Date(),
        usedUntil: new Date(),
      })),
    });
    const foreign = await looked(env.DATABASE_URL);
    const others = { state: "fail", says: expect.stringContaining("KEY_PEPPER") };
    expect(foreign.of("secrets")).toContainEqual(expect.objectContaining(others));
    await prisma.deploymentSecret.deleteMany();

    await pool.query(
      `INSERT INTO catalogue_revisions (revision, document, note, made_by_id, made_at)
       VALUES (7, '{"version":99}', '', 'operator', now())`,
    );
    const unread = await looked(env.DATABASE_URL);
    const says = "revision 7 cannot be read by this version";
    expect(unread.of("catalogue")).toMatchObject([{ state: "fail", says }]);
    await pool.query("DELETE FROM catalogue_revisions");

    await pool.query(`UPDATE "_prisma_migrations" SET finished_at = NULL
                       WHERE migration_name = (SELECT max(migration_name) FROM "_prisma_migrations")`);
    const unfinished = await looked(env.DATABASE_URL);
    expect(unfinished.of("database tables")).toMatchObject([{ state: "fail" }]);
    await pool.query(`UPDATE "_prisma_migrations" SET finished_at = now() WHERE finished_at IS NULL`);
  });

  it("names an issuer whose customers are those of an organization that there is not, and says nothing of one that there is", async () => {
    const { id } = await createUser();
    const provider = await web((_, response) => response.end("{}"));
    const issuers = [id, "org_of_nobody"].map((customers_of, index) => ({
      issuer: `https://id-${index}.test`,
      jwks_uri: provider,
      customers_of,
    }));
    const { code, of } = await examine({ ...(await site()), TRUSTED_ISSUERS: JSON.stringify(issuers) });
    expect([code, of("trusted issuers")]).toEqual([
      1,
      [
        {
          part: "trusted issuers",
          state: "fail",
          says: expect.stringMatching(/no organization org_of_nobody.*https:\/\/id-1\.test/),
          todo: expect.stringContaining("customers_of"),
        },
      ],
    ]);
  });

  it("with wrong settings names them alone, and before the first start nothing is amiss", async () => {
    const wrong = await examine({ PORT: "eighty", SMTP_URL: "x", LATCHKEY_DATA_DIR: dataDir });
    expect(wrong.code).toBe(1);
    expect(wrong.of("settings").map(({ state }) => state)).toEqual(["fail", "fail"]);
    const files = await examine({ PORT: "eighty", KEY_PEPPER_FILE: "/nowhere", LATCHKEY_DATA_DIR: dataDir });
    expect(files.of("settings").map(({ says }) => says.split(" ", 1)[0])).toEqual(["KEY_PEPPER_FILE", "PORT"]);
    const fresh = await examine({ LATCHKEY_DATA_DIR: join(dataDir, "none", "yet"), PORT: String(await freePort()) });
    expect(fresh.findings.filter(({ part, state }) => state !== "ok" && part !== "node")).toEqual([]);
    const file = await examine({ LATCHKEY_DATA_DIR: join(dataDir, "secrets.json"), PORT: String(await freePort()) });
    expect(file.of("data folder")).toMatchObject([{ state: "fail", says: expect.stringContaining("is a file") }]);
  });
});

it.each([
  ["20.18.0", "2026-01-01", "fail"],
  ["20.19.5", "2026-01-01", "ok"],
  ["20.19.5", "2026-11-27", "warn"],
  ["21.7.0", "2026-11-27", "fail"],
  ["22.11.0", "2026-11-27", "fail"],
  ["24.3.0", "2026-11-27", "ok"],
])("Node %s on %s is %s", async (version, day, state) => {
  expect(await lookAtNode(version, Date.parse(day))).toMatchObject([{ state }]);
});

it.each([
  [1_000, 10, "ok"],
  [-5_000, 10, "warn"],
  [60_000, 10, "fail"],
  // Asking took longer than the difference: nothing is known of it.
  [5_000, 6_000, "ok"],
])("a clock that is %i ms off, asked within %i ms, is %s", (offsetMs, uncertainMs, state) => {
  expect(lookAtOffset("its clock", offsetMs, uncertainMs).state).toBe(state);
});
