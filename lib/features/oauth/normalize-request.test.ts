import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, postForm, type TestApp, type TestBrowser } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const redirect_uri = "https://app.example.test/callback";
const device = "urn:ietf:params:oauth:grant-type:device_code";
let user: TestUser;
let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
});

beforeEach(async () => {
  const grant_types = ["authorization_code", "refresh_token", "client_credentials", device];
  app = await createApp(user, { grant_types, scopes: ["prompts:read", "prompts:write"] });
  browser = await browserOf(user);
});

type Params = Record<string, string>;
const client = () => ({ client_id: app.clientId, client_secret: app.secret });
const query = (params: Params): Params => ({
  client_id: app.clientId,
  redirect_uri,
  response_type: "code",
  state: "s",
  ...params,
});
const urlOf = (params: Params) => `/oauth/authorize?${new URLSearchParams(query(params))}`;

/** Where an authorization that asks nothing, or cannot be, sends the browser. */
async function backFrom(params: Params): Promise<URL> {
  return new URL((await browser.call(`GET ${urlOf(params)}`)).headers.get("location") ?? "", "http://localhost:3000");
}

async function redeem(back: URL, more: Params = {}) {
  const form = { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", redirect_uri };
  return postForm("/oauth/token", { ...form, ...client(), ...more });
}

const agree = (url: string) =>
  decideAs(browser, url, { organization: user.principal.organizationId, decision: "allow" });

async function pushed(params: Params): Promise<string> {
  const answer = await postForm("/oauth/par", { ...query(params), ...client() });
  expect(answer.status, answer.text).toBe(201);
  return `/oauth/authorize?${new URLSearchParams({ client_id: app.clientId, request_uri: answer.json.request_uri })}`;
}

const deviceScope = async (scope: string) => {
  const answer = await postForm("/oauth/device_authorization", { ...client(), scope });
  expect(answer.status, answer.text).toBe(200);
  const { rows } = await runtime().database.pool.query(
    "SELECT payload->'params'->>'scope' AS scope FROM oauth_artifacts WHERE model = 'DeviceCode' AND user_code = $1",
    [answer.json.user_code.replace("-", "")],
  );
  return rows[0]?.scope;
};

describe("the scopes of a request", () => {
  const more = "openid profile offline_access organization:admin prompts:read mcp:tools prompts:read";

  it("are those of them that the app may have; what it may not is left out, wherever it asks", async () => {
    const code = await redeem(await agree(urlOf({ scope: more })));
    expect(code.json.scope).toBe("prompts:read");
    expect((await redeem(await agree(await pushed({ scope: more })))).json.scope).toBe("prompts:read");
    const own = await postForm("/oauth/token", { grant_type: "client_credentials", ...client(), scope: more });
    expect(own.json.scope).toBe("prompts:read");
    expect(await deviceScope(more)).toBe("prompts:read");
  });

  it("are at a refresh those of them that the refresh token holds, so that the words of the authorization do again", async () => {
    const { refresh_token } = (await redeem(await agree(urlOf({ scope: "prompts:read" })))).json;
    const scope = "openid offline_access prompts:read prompts:write";
    const form = { grant_type: "refresh_token", refresh_token, scope, ...client() };
    const refreshed = await postForm("/oauth/token", form);
    expect([refreshed.status, refreshed.json.scope]).toEqual([200, "prompts:read"]);
    expect((await postForm("/oauth/token", form)).json).toEqual(refreshed.json);
  });

  it.each(["nothing:known openid", "organization:admin", "organization:admin nothing:known", 'a"b'])(
    "are an invalid_scope where none of them is the app's: %s",
    async (scope) => {
      const back = await backFrom({ scope });
      expect([back.origin, back.searchParams.get("error"), back.searchParams.get("state")]).toEqual([
        "https://app.example.test",
        "invalid_scope",
        "s",
      ]);
      const page = { accept: "text/html" };
      const url = urlOf({ scope, redirect_uri: "https://elsewhere.example.test/" });
      const told = await browser.call(`GET ${url}`, { headers: page });
      expect(told.headers.get("location")).toBe("/authorization-error?reason=invalid_redirect_uri");
      const forms: [string, Params][] = [
        ["/oauth/par", query({ scope })],
        ["/oauth/device_authorization", { scope }],
        ["/oauth/token", { grant_type: "client_credentials", scope }],
      ];
      for (const [path, form] of forms) {
        const answer = await postForm(path, { ...form, ...client() });
        expect([path, answer.status, answer.json.error]).toEqual([path, 400, "invalid_scope"]);
      }
      const { refresh_token } = (await redeem(await agree(urlOf({ scope: "prompts:read" })))).json;
      const refreshed = await postForm("/oauth/token", {
        grant_type: "refresh_token",
        refresh_token,
        scope,
        ...client(),
      });
      expect([refreshed.status, refreshed.json.error]).toEqual([400, "invalid_scope"]);
    },
  );

  it("are an invalid_scope where the app lost all of them while the user was deciding", async () => {
    const url = urlOf({ scope: "prompts:write" });
    const uid = (await browser.call(`GET ${url}`)).headers.get("location")?.split("/").at(-1);
    await runtime().changes.commit(async (tx) => {
      await tx.oAuthApp.update({ where: { id: app.clientId }, data: { scopes: ["prompts:read"] } });
      return { result: undefined, subjects: [`app:${app.clientId}`] };
    });
    const body = new URLSearchParams({ decision: "allow", organization: user.principal.organizationId }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
    await browser.call(`POST /oauth/authorize/${uid}`, { body, headers });
    const back = new URL((await browser.call(`GET /oauth/authorize/${uid}`)).headers.get("location") ?? "");
    expect(back.searchParams.get("error")).toBe("invalid_scope");
  });
});

describe("a grant that an app is not registered for", () => {
  it("is unauthorized_client, told to a caller who proved to be the app", async () => {
    const service = await createApp(user, { grant_types: ["client_credentials"], redirect_uris: [] });
    const web = await createApp(user, { grant_types: ["authorization_code"] });
    const tries: [TestApp, string, Params][] = [
      [service, "/oauth/token", { grant_type: "authorization_code", code: "c", redirect_uri }],
      [service, "/oauth/token", { grant_type: "refresh_token", refresh_token: "rt_x" }],
      [service, "/oauth/token", { grant_type: device, device_code: "d" }],
      [service, "/oauth/device_authorization", {}],
      [service, "/oauth/par", { redirect_uri, response_type: "code" }],
      [web, "/oauth/token", { grant_type: "client_credentials" }],
      [web, "/oauth/token", { grant_type: "refresh_token", refresh_token: "rt_x" }],
    ];
    for (const [{ clientId, secret }, path, form] of tries) {
      const told = await postForm(path, { ...form, client_id: clientId, client_secret: secret });
      expect([path, form, told.status, told.json.error]).toEqual([path, form, 400, "unauthorized_client"]);
      const stranger = await postForm(path, { ...form, client_id: clientId, client_secret: "secret_wrong" });
      expect([path, stranger.status, stranger.json.error]).toEqual([path, 401, "invalid_client"]);
    }
  });

  it("is unauthorized_client at the authorization endpoint: at the app's address, or on a page where it has none", async () => {
    const service = await createApp(user, { grant_types: ["client_credentials"] });
    const back = await backFrom({ client_id: service.clientId });
    expect([back.origin, back.searchParams.get("error")]).toEqual(["https://app.example.test", "unauthorized_client"]);
    const placeless = await createApp(user, { grant_types: ["client_credentials"], redirect_uris: [] });
    const url = urlOf({ client_id: placeless.clientId });
    const page = await browser.call(`GET ${url}`, { headers: { accept: "text/html" } });
    expect(page.headers.get("location")).toBe("/authorization-error?reason=unauthorized_client");
    expect((await browser.call(`GET ${url}`)).json.error).toBe("unauthorized_client");
  });

  it("is another thing than a grant that no app can use, and than a response type that there is not", async () => {
    const answer = await postForm("/oauth/token", { grant_type: "password", ...client() });
    expect([answer.status, answer.json.error]).toEqual([400, "unsupported_grant_type"]);
    expect((await backFrom({ response_type: "token" })).href).toContain("error=unsupported_response_type");
  });
});

describe("OpenID's parameters", () => {
  const openid: Params = {
    nonce: "n",
    prompt: "consent select_account",
    max_age: "nonsense",
    id_token_hint: "not a token",
    login_hint: "user@example.test",
    claims: "not JSON",
    display: "popup",
    acr_values: "urn:any",
    claims_locales: "de",
    ui_locales: "de",
    registration: "{}",
  };

  it("are ignored, each and all, in an address, a pushed request and a device's (RFC 6749 section 3.1)", async () => {
    const scope = "prompts:read";
    const requests = [openid, ...Object.entries(openid).map(([name, value]) => ({ [name]: value }))];
    for (const params of requests) {
      expect([params, (await agree(urlOf({ ...params, scope }))).searchParams.has("code")]).toEqual([params, true]);
      const begun = await postForm("/oauth/device_authorization", { ...client(), ...params });
      expect([params, begun.status]).toEqual([params, 200]);
    }
    const tokens = await redeem(await agree(await pushed({ ...openid, scope })), openid);
    expect([tokens.status, tokens.json.id_token]).toEqual([200, undefined]);
    const own = await postForm("/oauth/token", { grant_type: "client_credentials", ...client(), ...openid });
    expect(own.status).toBe(200);
  });

  it("are ignored twice, too, while what is ours may be sent once only", async () => {
    const twice = (name: string) => `GET ${urlOf({})}&${name}=a&${name}=b`;
    expect((await browser.call(twice("nonce"))).headers.get("location")).toMatch(/^\/consent\//);
    for (const name of ["scope", "prompt", "code_challenge"]) {
      expect((await browser.call(twice(name))).headers.get("location")).toContain("error=invalid_request");
    }
  });

  it("that are followed all the same keep their meaning: prompt=consent asks, prompt=none does not", async () => {
    await agree(urlOf({ scope: "prompts:read" }));
    expect((await backFrom({ prompt: "select_account" })).pathname).toMatch(/^\/consent\//);
    expect((await backFrom({ scope: "prompts:read", prompt: "select_account" })).searchParams.has("code")).toBe(true);
    expect((await backFrom({ scope: "prompts:read", prompt: "consent" })).pathname).toMatch(/^\/consent\//);
    const none = await backFrom({ scope: "prompts:write", prompt: "none" });
    expect(none.searchParams.get("error")).toBe("consent_required");
  });
});

describe("a resource (RFC 8707)", () => {
  const [origin, withSlash] = ["http://localhost:3000", "http://localhost:3000/"];
  const audience = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).aud;

  it.each([
    [origin, withSlash],
    [withSlash, origin],
    [withSlash, withSlash],
    ["HTTP://LOCALHOST:3000", origin],
  ])(
    "is the same with and without the slash of a bare origin: asked as %s, redeemed as %s",
    async (asked, redeemed) => {
      const scope = "prompts:read";
      for (const url of [urlOf({ scope, resource: asked }), await pushed({ scope, resource: asked })]) {
        const { json } = await redeem(await agree(url), { resource: redeemed });
        expect(audience(json.access_token)).toBe(origin);
        expect((await callApi("GET /v1/prompts", { token: json.access_token })).status).toBe(200);
        const form = { grant_type: "refresh_token", refresh_token: json.refresh_token, resource: asked, ...client() };
        expect(audience((await postForm("/oauth/token", form)).json.access_token)).toBe(origin);
      }
      const own = await postForm("/oauth/token", { grant_type: "client_credentials", resource: asked, ...client() });
      expect(audience(own.json.access_token)).toBe(origin);
      expect((await callApi("GET /v1/prompts", { token: own.json.access_token })).status).toBe(200);
      const begun = await postForm("/oauth/device_authorization", { ...client(), resource: asked });
      expect(begun.status).toBe(200);
    },
  );

  it("that is another is an invalid_target still", async () => {
    for (const resource of [
      "http://localhost:3000/v2",
      "https://localhost:3000/",
      "http://localhost/",
      "x",
      `${origin}/#`,
    ]) {
      const own = await postForm("/oauth/token", { grant_type: "client_credentials", resource, ...client() });
      expect([resource, own.status, own.json.error]).toEqual([resource, 400, "invalid_target"]);
    }
  });
});
