import type { ChildProcess } from "node:child_process";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { artifactHash } from "@/lib/access/oauth-token";
import { callApi } from "@/lib/testing/call-api";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, portOf, startChild } from "@/lib/testing/child-process";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, type TestApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { withinASecond } from "@/lib/testing/within-a-second";

/** Two real processes with the machine's clock on one PostgreSQL; this one stands for the user's browser. */
const { clock, open } = useTestRuntime();
const callback = "https://app.example.test/callback";

const program = `
  process.stdout.write("port " + (await own.startOAuthProcess(process.env)) + "\\n");
`;

type Answer = { status: number; text: string; json: Record<string, string> };
type Process = { child: ChildProcess; post: (path: string, body: URLSearchParams | string) => Promise<Answer> };

const started: ChildProcess[] = [];
let processes: [Process, Process];
let user: TestUser;
let app: TestApp;

beforeAll(async () => {
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
  app = await createApp(user);
  processes = await Promise.all([startProcess(), startProcess()]);
}, 240_000);

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

async function startProcess(): Promise<Process> {
  const begin = await importing("lib/testing/oauth-process.ts");
  const child = startChild(begin + program, environmentOf(open().settings, { PUBLIC_URL: "http://localhost:3000" }));
  started.push(child);
  const port = await portOf(child);
  return {
    child,
    async post(path, body) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body });
      const text = await response.text();
      return { status: response.status, text, json: JSON.parse(text) };
    },
  };
}

const client = () => ({ client_id: app.clientId, client_secret: app.secret });

/** The same request from `count` clients at once, half of them at each process. */
function atBoth(count: number, path: string, form: Record<string, string>): Promise<Answer[]> {
  const post = (n: number) => processes[n % 2 === 0 ? 0 : 1].post(path, new URLSearchParams(form));
  return Promise.all(Array.from({ length: count }, (_, n) => post(n)));
}

async function redeemable(): Promise<Record<string, string>> {
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: callback,
    response_type: "code",
    scope: "prompts:read",
    state: "s",
  });
  const decision = { organization: user.principal.organizationId, decision: "allow" };
  const back = await decideAs(await browserOf(user), `/oauth/authorize?${query}`, decision);
  const code = back.searchParams.get("code") ?? "";
  return { grant_type: "authorization_code", ...client(), code, redirect_uri: callback };
}

/** Holds the code's row until `count` requests wait to use it up, so that none of them is a replay that came later. */
async function allUnderWay<T>(code: string, count: number, begin: () => Promise<T>): Promise<T> {
  // The product's own connections do not stay idle in a transaction for as long as a busy machine needs.
  const holder = new pg.Client({ connectionString: open().settings.databaseUrl });
  await holder.connect();
  try {
    await holder.query("BEGIN");
    const held = await holder.query(
      "SELECT 1 FROM oauth_artifacts WHERE model = 'AuthorizationCode' AND id_hash = $1 FOR UPDATE",
      [artifactHash(code)],
    );
    expect(held.rowCount).toBe(1);
    const begun = begin();
    await vi.waitFor(
      async () => {
        const { rows } = await open().database.pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        expect(rows).toHaveLength(count);
      },
      { timeout: 40_000, interval: 20 },
    );
    await holder.query("COMMIT");
    return await begun;
  } finally {
    await holder.end();
  }
}

const isTaken = async ({ post }: Process, token: string) => (await post("/check", token)).json.ok;

it("of parallel redemptions of one code at two processes exactly one succeeds, and its tokens live at both", async () => {
  for (let round = 0; round < 2; round++) {
    const form = await redeemable();
    // As many as are let to the database at once: four of a kind at each process.
    const answers = await allUnderWay(form.code ?? "", 8, () => atBoth(8, "/oauth/token", form));
    const won = answers.filter(({ status }) => status === 200);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 400)]);
    for (const { status, json } of answers) if (status !== 200) expect(json.error).toBe("invalid_grant");
    const { access_token = "", refresh_token = "" } = won[0]?.json ?? {};
    for (const process of processes) expect(await isTaken(process, access_token)).toBe(true);
    const refreshed = await atBoth(1, "/oauth/token", { grant_type: "refresh_token", ...client(), refresh_token });
    expect(refreshed[0]?.status).toBe(200);
  }
});

it("parallel refreshes at two processes get one and the same answer", async () => {
  const [first] = await atBoth(1, "/oauth/token", await redeemable());
  const { refresh_token = "" } = first?.json ?? {};
  const answers = await atBoth(10, "/oauth/token", { grant_type: "refresh_token", ...client(), refresh_token });
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  for (const process of processes) expect(await isTaken(process, answers[0]?.json.access_token ?? "")).toBe(true);
});

it("a token that is revoked at one process stops at the other within a second", async () => {
  const [first] = await atBoth(1, "/oauth/token", await redeemable());
  const { access_token: token = "" } = first?.json ?? {};
  for (const process of processes) expect(await isTaken(process, token)).toBe(true);
  const [revoked] = await atBoth(1, "/oauth/revoke", { ...client(), token });
  expect(revoked?.status).toBe(200);
  expect(await isTaken(processes[0], token)).toBe(false);
  await withinASecond(async () => expect(await isTaken(processes[1], token)).toBe(false));
});

it("a secret that is revoked, added or deleted with its app counts so at every process within a second", async () => {
  const other = await createApp(user);
  const form = (secret: string) => ({
    grant_type: "client_credentials",
    client_id: other.clientId,
    client_secret: secret,
  });
  const statuses = async (secret: string) =>
    (await atBoth(2, "/oauth/token", form(secret))).map(({ status }) => status);
  const path = `/api/dashboard/v1/oauth-apps/${other.clientId}`;
  const browser = await browserOf(user);
  const headers = { "sec-fetch-site": "same-origin" };
  expect(await statuses(other.secret)).toEqual([200, 200]);
  const added = await browser.call(`POST ${path}/secrets`, { headers });
  expect(added.status).toBe(201);
  const { client_secret: second } = added.json;
  await withinASecond(async () => expect(await statuses(second)).toEqual([200, 200]));
  const { json: app } = await browser.call(`GET ${path}`);
  expect((await browser.call(`DELETE ${path}/secrets/${app.secrets[0].id}`, { headers })).status).toBe(204);
  await withinASecond(async () => expect(await statuses(other.secret)).toEqual([401, 401]));
  expect(await statuses(second)).toEqual([200, 200]);
  expect((await browser.call(`DELETE ${path}`, { headers })).status).toBe(204);
  await withinASecond(async () => expect(await statuses(second)).toEqual([401, 401]));
});

it("an app and a secret end at every process within a second of the token that made them", async () => {
  const made = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI", expires_in_days: 1 } });
  const token = made.json.token;
  const body = { name: "Made", grant_types: ["client_credentials"], scopes: ["prompts:read"] };
  const { json: own } = await callApi("POST /v1/oauth-apps", { token, body });
  const { json: added } = await callApi(`POST /v1/oauth-apps/${app.clientId}/secrets`, { token });
  const grant_type = "client_credentials";
  const forms = [
    { grant_type, client_id: own.app.client_id, client_secret: own.client_secret },
    { grant_type, client_id: app.clientId, client_secret: added.client_secret },
  ];
  const issued: string[] = [];
  for (const form of forms) {
    const answers = await atBoth(2, "/oauth/token", form);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    issued.push(...answers.map(({ json }) => json.access_token ?? ""));
  }
  for (const access of issued) for (const process of processes) expect(await isTaken(process, access)).toBe(true);
  await callApi(`DELETE /api/user/tokens/${made.json.token_id}`, { token: user.token });
  await withinASecond(async () => {
    for (const form of forms) {
      const answers = await atBoth(2, "/oauth/token", form);
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    }
    for (const access of issued) for (const process of processes) expect(await isTaken(process, access)).toBe(false);
  });
});
