import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { holdRuntime, type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { inOwnTime } from "@/lib/platform/in-time";
import type { Log } from "@/lib/platform/log";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { type StatementProxy, startStatementProxy } from "@/lib/testing/statement-proxy";
import { claimTestPlace } from "@/lib/testing/test-place";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
let proxy: StatementProxy;
/** The process under test reaches the database through the proxy; the test itself does not. */
let process: OpenRuntime;
let logged: Parameters<Log>[] = [];
const keep: Log = (...line) => void logged.push(line);

beforeAll(async () => {
  const { settings } = open();
  proxy = await startStatementProxy(settings.databaseUrl);
  const through = { ...settings, databaseUrl: proxy.connectionString };
  process = await openRuntime(through, { clock, log: keep, passwordCost: 4 });
});
afterAll(async () => {
  proxy.watch(() => "pass");
  holdRuntime(open());
  await process.close();
  await proxy.close();
});

let user: TestUser;
let spare: TestUser;
beforeEach(async () => {
  proxy.watch(() => "pass");
  holdRuntime(process);
  logged = [];
  user = await createUser({ plan: "business" });
  spare = await createUser({ plan: "business" });
});

type Attempt = { target: string; token?: string; body?: unknown };

/** Every kind of work: a warm and a cold credential, reads and writes, one that is repeatable, sign-in, OAuth. */
const attempts = (): Attempt[] => [
  { target: "GET /v1/prompts", token: user.token },
  { target: "GET /v1/prompts", token: spare.token },
  { target: "POST /v1/prompts", token: user.token, body: { name: "Greeting" } },
  { target: "GET /api/v1/memories", token: user.token },
  { target: "GET /api/user/me", token: user.token },
  { target: "POST /api/v1/api-keys", token: user.token, body: { name: "Laptop" } },
  { target: "POST /api/auth/login", body: { email: user.email, password: "not the password" } },
  { target: "POST /api/v1/auth/register", body: { email: "new@example.test", password: "correct horse staple" } },
];

/** Each is given up when it has not answered within `longestMs` of this process's own time. */
async function answersOf(list: readonly Attempt[], longestMs = 60_000) {
  return Promise.all(
    list.map(async ({ target, token, body }) => {
      const call = callApi(target, {
        token,
        body,
        headers: target.startsWith("POST /v1") ? { "idempotency-key": randomUUID() } : {},
      });
      const { status, headers } = await inOwnTime(call, longestMs, `${target} waits for longer`);
      return { target, status, retryAfter: headers.get("retry-after") };
    }),
  );
}

async function expectUnavailable(list: readonly Attempt[]): Promise<void> {
  const answers = await answersOf(list, 2_000);
  expect(answers).toEqual(list.map(({ target }) => ({ target, status: 503, retryAfter: "1" })));
}

/** Everything that the routes need is loaded, and the first credential is in memory. */
async function warm(): Promise<void> {
  await answersOf(attempts().filter(({ token }) => token !== spare.token));
}

describe("what the database cannot do is answered 503 with Retry-After, within two seconds", () => {
  it("while it hangs, for every kind of work, and goes on afterwards", async () => {
    await warm();
    proxy.watch(() => "hold");
    await expectUnavailable(attempts());
    // What was established before is gone by now; new connections hang as well.
    await expectUnavailable(attempts());
    proxy.watch(() => "pass");
    expect((await answersOf([{ target: "GET /v1/prompts", token: spare.token }]))[0]?.status).toBe(200);
  });

  it("while connections are cut at every statement", async () => {
    await warm();
    proxy.watch(() => "cut");
    await expectUnavailable(attempts());
  });

  it("is told to the operator alike, whether the gate met it or a handler", async () => {
    const read = ({ token }: TestUser) => [{ target: "GET /v1/prompts", token }];
    await answersOf(read(user));
    proxy.watch(() => "cut");
    for (const caller of [spare, user]) {
      logged = [];
      await expectUnavailable(read(caller));
      const of = logged.filter(([, , fields]) => fields?.endpoint === "GET /v1/prompts");
      expect(of.map(([level, event]) => [level, event])).toEqual([["warn", "database_away"]]);
    }
  });

  for (const [name, code] of [
    ["is read-only", "25006"],
    ["has no room on its disk", "53100"],
    ["has no memory left", "53200"],
    ["waits too long for a lock", "55P03"],
    ["takes too long for a statement", "57014"],
    ["is shut down", "57P01"],
  ] as const) {
    it(`while it ${name} (${code}), by whichever road the statement comes`, async () => {
      await warm();
      const { gate } = open().database;
      await gate.query(
        `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'the database cannot' USING ERRCODE = '${code}'; END $$`,
      );
      for (const table of ["prompts", "api_keys", "memories"]) {
        await gate.query(
          `CREATE TRIGGER refused BEFORE INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse()`,
        );
      }
      await expectUnavailable([
        { target: "POST /v1/prompts", token: user.token, body: { name: "Greeting" } },
        { target: "POST /api/v1/api-keys", token: user.token, body: { name: "Laptop" } },
        { target: "POST /api/v1/memories", token: user.token, body: { content: "x", type: "episodic" } },
      ]);
      for (const table of ["prompts", "api_keys", "memories"]) await gate.query(`DROP TRIGGER refused ON ${table}`);
    });
  }
});

describe("while the database hangs", () => {
  it("a key in memory still passes at the data plane for as long as its revocation would be known", async () => {
    const key = await createKey(user, { product: "tunnel" });
    const ask = () =>
      callApi("GET /api/v1/forward-auth", { token: key.secret, headers: { "x-forwarded-for": "203.0.113.1" } });
    expect((await ask()).status).toBe(200);
    proxy.watch(() => "hold");
    const hungAtMs = performance.now();
    expect((await ask()).status).toBe(200);
    let askedAtMs = hungAtMs;
    for (let status = 200; status === 200; await new Promise((resolve) => setImmediate(resolve))) {
      askedAtMs = performance.now();
      status = (await ask()).status;
      if (status !== 200) expect(status).toBe(503);
    }
    expect(askedAtMs - hungAtMs).toBeLessThan(1_000);
  });

  it("what the journal does not take either is a 503, with a line of the log that has its id", async () => {
    const { settings } = process;
    const noJournal = { ...settings, journal: { ...settings.journal, mostBytes: 0 } };
    const row = await claimTestPlace(open().settings.databaseUrl, true);
    const second = await openRuntime(noJournal, { clock, log: keep, passwordCost: 4, row });
    const key = await createKey(user, { product: "tunnel" });
    const ask = () => callApi("GET /api/v1/forward-auth", { token: key.secret });
    expect((await ask()).status).toBe(200);
    proxy.watch((sql) => (sql.includes("INTO journal_positions") ? "cut" : "pass"));
    const { status, headers } = await ask();
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    const line = { request_id: headers.get("x-request-id"), endpoint: "GET /api/v1/forward-auth" };
    expect(logged).toContainEqual(["warn", "count_not_kept", line]);
    proxy.watch(() => "pass");
    await second.close();
    await row.leave();
  });
});
