import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import { type ApiAnswer, callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, postForm, type TestApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { mostOfStrangers, mostPerBeginner } from "./beginnings";

const { clock } = useTestRuntime();
const device = "urn:ietf:params:oauth:grant-type:device_code";
const page = { accept: "text/html" };
let user: TestUser;
let app: TestApp;
let tool: TestApp;

beforeAll(async () => {
  user = await createUser({ plan: "enterprise" });
});

beforeEach(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  await runtime().database.pool.query("DELETE FROM oauth_artifacts");
  app = await createApp(user);
  tool = await createApp(user, { auth_method: "none", grant_types: ["authorization_code", device] });
});

const challenge = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
const query = (params: Record<string, string> = {}) => ({
  client_id: app.clientId,
  redirect_uri: "https://app.example.test/callback",
  response_type: "code",
  scope: "prompts:read",
  state: "s",
  ...params,
});
const urlOf = (params: Record<string, string> = {}) => `/oauth/authorize?${new URLSearchParams(query(params))}`;
const long = { state: "x".repeat(4_000) };

const locationOf = ({ headers }: ApiAnswer) => headers.get("location") ?? "";
const begin = (url: string, address = "192.0.2.1") => callApi(`GET ${url}`, { headers: page, address });
const kept = async (where = "true") =>
  (await runtime().database.pool.query(`SELECT 1 FROM oauth_artifacts WHERE ${where}`)).rowCount;

/** What so many strangers left, each from an address of its own. */
const fill = (count: number) =>
  runtime().database.pool.query(
    `INSERT INTO oauth_artifacts (model, id_hash, payload, begun_by, expires_at)
     SELECT 'Interaction', 'stranger-' || n, '{}', 'address:198.51.100.' || n, $2 FROM generate_series(1, $1::int) AS n`,
    [count, new Date(clock.now() + 60_000)],
  );

const pushAs = (client: TestApp, address: string) => {
  const secret: Record<string, string> = client.secret ? { client_secret: client.secret } : {};
  return postForm("/oauth/par", { ...query({ client_id: client.clientId }), ...challenge, ...secret }, { address });
};
const showCode = (address: string) =>
  postForm("/oauth/device_authorization", { client_id: tool.clientId }, { address });

describe("an authorization that a stranger begins", () => {
  it("leaves nothing here: the request goes round by the sign-in page and comes back whole", async () => {
    const answer = await begin(urlOf());
    const place = new URL(locationOf(answer), "http://localhost:3000");
    expect([answer.status, place.pathname, answer.headers.getSetCookie()]).toEqual([303, "/sign-in", []]);
    expect(await kept()).toBe(0);
    const comeBack = place.searchParams.get("callbackUrl") ?? "";
    expect(comeBack).toBe(urlOf());
    const choice = { organization: user.principal.organizationId, decision: "allow" };
    const back = await decideAs(await browserOf(user), comeBack, choice);
    expect([back.searchParams.has("code"), back.searchParams.get("state")]).toEqual([true, "s"]);
  });

  it("is checked all the same: what is wrong with it is told at once, to the app or on a page", async () => {
    expect(locationOf(await begin(urlOf({ scope: "nothing:known" })))).toContain("error=invalid_scope");
    expect(locationOf(await begin(urlOf({ prompt: "none" })))).toContain("error=login_required");
    expect(locationOf(await begin(urlOf({ redirect_uri: "https://evil.example/" })))).toBe(
      "/authorization-error?reason=invalid_redirect_uri",
    );
    expect(await kept()).toBe(0);
  });

  it("with prompt=login asks for a sign-in once, also where a session is open by then", async () => {
    const place = new URL(locationOf(await begin(urlOf({ prompt: "login consent" }))), "http://localhost:3000");
    expect(place.searchParams.has("again")).toBe(true);
    expect(place.searchParams.get("callbackUrl")).toBe(urlOf({ prompt: "consent" }));
  });

  it("is kept for ten minutes where it is too long to come back by itself, the newest of an address only", async () => {
    const first = await begin(urlOf(long));
    const { rows } = await runtime().database.pool.query("SELECT begun_by, expires_at FROM oauth_artifacts");
    expect(locationOf(first)).toMatch(/^\/consent\//);
    expect(rows).toEqual([{ begun_by: "address:192.0.2.1", expires_at: expect.any(Date) }]);
    expect(rows[0].expires_at.getTime()).toBeLessThanOrEqual(Date.now() + 600_000);
    clock.advance(1);
    await begin(urlOf(long), "192.0.2.2");
    for (let count = 0; count < mostPerBeginner; count++) {
      clock.advance(1);
      await begin(urlOf(long));
    }
    expect(await kept("begun_by = 'address:192.0.2.1'")).toBe(mostPerBeginner);
    expect(await kept("begun_by = 'address:192.0.2.2'")).toBe(1);
    const uid = locationOf(first).slice("/consent/".length);
    expect(await kept(`id_hash = '${artifactHash(uid)}'`)).toBe(0);
  });

  it("counts an IPv6 subscriber as one", async () => {
    await begin(urlOf(long), "2001:db8:1:2::1");
    await begin(urlOf(long), "2001:db8:1:2:ffff::9");
    expect(await kept("begun_by = 'address:2001:db8:1:2::/64'")).toBe(2);
  });
});

describe("what all strangers together have begun", () => {
  it("is bounded: one more is told to come later, while users, and strangers who leave nothing, go on", async () => {
    await fill(mostOfStrangers);
    const told = new URL(locationOf(await begin(urlOf(long))));
    expect([told.origin, told.searchParams.get("error")]).toEqual([
      "https://app.example.test",
      "temporarily_unavailable",
    ]);
    for (const answer of [await pushAs(tool, "192.0.2.9"), await showCode("192.0.2.9")]) {
      expect([answer.status, answer.json.error]).toEqual([503, "temporarily_unavailable"]);
    }
    expect(await kept()).toBe(mostOfStrangers);
    expect(locationOf(await begin(urlOf()))).toMatch(/^\/sign-in\?/);
    expect((await pushAs(app, "192.0.2.9")).status).toBe(201);
    const browser = await browserOf(user);
    expect(locationOf(await browser.call(`GET ${urlOf(long)}`))).toMatch(/^\/consent\//);
  });

  it("makes room as it expires, long before it is pruned", async () => {
    await fill(mostOfStrangers);
    clock.advance(61_000);
    expect((await showCode("192.0.2.9")).status).toBe(200);
    expect(await kept()).toBe(1);
  });

  it("is not passed by requests at once", async () => {
    await fill(mostOfStrangers - 3);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => showCode(`192.0.2.${n}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(await kept()).toBe(mostOfStrangers);
  });
});

describe("what an app without a secret begins", () => {
  it("is a stranger's: an address has the newest of its pushed requests and device codes", async () => {
    for (let count = 0; count < mostPerBeginner + 2; count++) {
      clock.advance(1);
      expect((await pushAs(tool, "192.0.2.3")).status).toBe(201);
      expect((await showCode("192.0.2.3")).status).toBe(200);
    }
    expect(await kept("model = 'PushedAuthorizationRequest'")).toBe(mostPerBeginner);
    expect(await kept("model = 'DeviceCode'")).toBe(mostPerBeginner);
  });

  it("keeps nothing that it does not need, and cannot be had by naming an app that has a secret", async () => {
    const noise = {
      login_hint: "x".repeat(6_000),
      unknown: "y".repeat(1_000),
      scope: `prompts:read ${"z".repeat(500)}`,
    };
    expect((await postForm("/oauth/device_authorization", { client_id: tool.clientId, ...noise })).status).toBe(200);
    const { rows } = await runtime().database.pool.query("SELECT length(payload::text) AS size FROM oauth_artifacts");
    expect(rows[0].size).toBeLessThan(1_500);
    for (const path of ["/oauth/par", "/oauth/device_authorization"]) {
      expect((await postForm(path, query())).status).toBe(401);
    }
    expect(await kept()).toBe(1);
  });
});

describe("what a user begins", () => {
  it("is bounded as well: who begins more loses the oldest", async () => {
    const browser = await browserOf(user);
    for (let count = 0; count < mostPerBeginner + 2; count++) {
      clock.advance(1);
      await browser.call(`GET ${urlOf()}`);
    }
    expect(await kept(`begun_by = 'user:${user.id}'`)).toBe(mostPerBeginner);
  });
});

it("without a token for it, no app is registered and nothing of one is left", async () => {
  const body = { client_name: "x", redirect_uris: ["https://a.example/cb"] };
  for (const token of ["iat_guess", undefined]) {
    expect((await callApi("POST /oauth/register", { body, ...(token ? { token } : {}) })).status).toBe(401);
  }
  expect([await kept(), await runtime().database.prisma.oAuthApp.count({ where: { dynamic: true } })]).toEqual([0, 0]);
});
