import { createHmac, createPublicKey } from "node:crypto";
import type { APIRequestContext } from "playwright/test";
import { type Account, bearer, enter, expect, newAccount } from "./fixtures";
import {
  type App,
  authorize,
  authorizeUrl,
  createApp,
  pkcePair,
  post,
  redeem,
  refresh,
  test,
  userTokens,
} from "./oauth-client";

/** RFC 6749, 7636 and 9700: what an authorization server must not let happen, tried on the running product. */
let app: App;
let browser: APIRequestContext;
let base: string;

test.beforeEach(async ({ visitor, request, account, baseURL }) => {
  base = baseURL ?? "";
  browser = visitor;
  app = await createApp(request, account);
});

async function codeOf(params: Record<string, string> = {}): Promise<string> {
  return (await authorize(browser, base, authorizeUrl(app, params))).searchParams.get("code") ?? "";
}

const apiStatus = async (request: APIRequestContext, token: string) =>
  (await request.get("/v1/prompts", bearer(token))).status();

test("users are sent only to addresses that are registered, character by character", async () => {
  const wrong = [
    "https://app.example.test/callback/",
    "https://app.example.test/callback?x=1",
    "https://app.example.test.evil.test/callback",
    "https://app.example.test/Callback",
    "http://app.example.test/callback",
    "https://evil.test/callback",
    "https://app.example.test@evil.test/callback",
    "javascript:alert(1)",
  ];
  for (const redirect_uri of wrong) {
    const answer = await browser.get(authorizeUrl(app, { redirect_uri }), { maxRedirects: 0 });
    expect([redirect_uri, answer.status(), (await answer.json()).error]).toEqual([
      redirect_uri,
      400,
      "invalid_redirect_uri",
    ]);
    expect(answer.headers().location).toBeUndefined();
  }
  const unknown = await browser.get(authorizeUrl({ ...app, clientId: "client_nobody" }), { maxRedirects: 0 });
  expect([unknown.status(), (await unknown.json()).error]).toEqual([400, "invalid_client"]);
});

test("a code is good once, for one of ten at once, and its second use ends what the first one got", async ({
  request,
}) => {
  const code = await codeOf();
  const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(request, app, code)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
    expect([status, body.error]).toEqual([400, "invalid_grant"]);
  }
  // Another code: of ten requests, those that came after the first one's answer were uses too many already.
  const again = await codeOf();
  const { body: won } = await redeem(request, app, again);
  expect(await apiStatus(request, won.access_token)).toBe(200);
  expect((await redeem(request, app, again)).body.error).toBe("invalid_grant");
  expect(await apiStatus(request, won.access_token)).toBe(401);
  expect((await refresh(request, app, won.refresh_token)).body.error).toBe("invalid_grant");
});

test("a code belongs to its client, its redirect address and its verifier", async ({ request, account }) => {
  const other = await createApp(request, account);
  expect((await redeem(request, { ...other, redirectUri: app.redirectUri }, await codeOf())).body.error).toBe(
    "invalid_grant",
  );
  const elsewhere = await redeem(request, { ...app, redirectUri: "https://app.example.test/other" }, await codeOf());
  expect(elsewhere.body.error).toBe("invalid_grant");
  const { verifier, challenge } = pkcePair();
  const withChallenge = { code_challenge: challenge, code_challenge_method: "S256" };
  expect((await redeem(request, app, await codeOf(withChallenge))).body.error).toBe("invalid_grant");
  expect(
    (await redeem(request, app, await codeOf(withChallenge), { code_verifier: pkcePair().verifier })).body.error,
  ).toBe("invalid_grant");
  expect((await redeem(request, app, await codeOf(withChallenge), { code_verifier: verifier })).status).toBe(200);
  // A verifier where the code has no challenge: somebody took the challenge out on the way (RFC 9700 section 4.8.2).
  expect((await redeem(request, app, await codeOf(), { code_verifier: verifier })).body.error).toBe("invalid_grant");
});

test("a public client cannot do without PKCE, nor with the plain method", async ({ request, account }) => {
  const spa = await createApp(request, account, {
    auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
  });
  const ask = async (params: Record<string, string>) => {
    const answer = await browser.get(authorizeUrl(spa, params), { maxRedirects: 0 });
    return new URL(answer.headers().location ?? "", base).searchParams.get("error");
  };
  expect(await ask({})).toBe("invalid_request");
  expect(await ask({ code_challenge: pkcePair().verifier, code_challenge_method: "plain" })).toBe("invalid_request");
  const { verifier, challenge } = pkcePair();
  const back = await authorize(
    browser,
    base,
    authorizeUrl(spa, { code_challenge: challenge, code_challenge_method: "S256" }),
  );
  const answer = await redeem(request, spa, back.searchParams.get("code") ?? "", { code_verifier: verifier });
  expect([answer.status, answer.body.refresh_token]).toEqual([200, expect.stringMatching(/^rt_/)]);
});

test("a confidential client's code is worth nothing without its secret", async ({ request }) => {
  const { verifier, challenge } = pkcePair();
  const code = await codeOf({ code_challenge: challenge, code_challenge_method: "S256" });
  const answer = await redeem(request, { ...app, secret: "" }, code, { code_verifier: verifier });
  expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
  const wrong = await redeem(request, { ...app, secret: "secret_wrong" }, code, { code_verifier: verifier });
  expect([wrong.status, wrong.body.error]).toEqual([401, "invalid_client"]);
});

test("state comes back as it was sent, is absent where it was absent, and iss says who answers (RFC 9207)", async () => {
  const state = "a b&c=d/ü";
  const back = await authorize(browser, base, authorizeUrl(app, { state }));
  expect([back.searchParams.get("state"), back.searchParams.get("iss")]).toEqual([state, base]);
  const url = authorizeUrl(app).replace(/&state=[^&]*/, "");
  const without = await authorize(browser, base, url);
  expect([without.searchParams.has("state"), without.searchParams.has("code")]).toEqual([false, true]);
  const denied = await authorize(browser, base, authorizeUrl(app, { scope: "prompts:write" }), { decision: "deny" });
  expect(Object.fromEntries(denied.searchParams)).toMatchObject({
    error: "access_denied",
    state: "state-1",
    iss: base,
  });
});

test("an app gets no scope that it was not registered for, and a refresh none that was not granted", async ({
  request,
}) => {
  const answer = await browser.get(authorizeUrl(app, { scope: "organization:admin" }), { maxRedirects: 0 });
  expect(new URL(answer.headers().location ?? "", base).searchParams.get("error")).toBe("invalid_scope");
  const tokens = await userTokens(browser, base, app, { scope: "prompts:read organization:admin" });
  expect(tokens.scope).toBe("prompts:read");
  const other = await refresh(request, app, tokens.refresh_token, { scope: "prompts:write" });
  expect([other.status, other.body.error]).toEqual([400, "invalid_scope"]);
  const more = await refresh(request, app, tokens.refresh_token, { scope: "prompts:read prompts:write" });
  expect([more.status, more.body.scope]).toEqual([200, "prompts:read"]);
  const write = await request.post("/v1/prompts", { data: { name: "x" }, ...bearer(tokens.access_token) });
  expect([write.status(), write.headers()["www-authenticate"]]).toEqual([
    403,
    expect.stringContaining("insufficient_scope"),
  ]);
});

test("parallel refreshes get one answer, and no other app can use the token", async ({ request }) => {
  const tokens = await userTokens(browser, base, app);
  expect(tokens.refresh_token).toMatch(/^rt_[0-9A-Za-z]{43}$/);
  const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(request, app, tokens.refresh_token)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const next = answers[0]?.body;
  expect(next.refresh_token).not.toBe(tokens.refresh_token);
  expect((await refresh(request, app, next.refresh_token)).status).toBe(200);
  const stranger = await createApp(request, await newAccount(request));
  expect((await refresh(request, stranger, next.refresh_token)).body.error).toBe("invalid_grant");
});

test("a forged Host or X-Forwarded-Host changes no address", async ({ request, address }) => {
  const headers = { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https", "x-forwarded-for": address };
  const metadata = await (await request.get("/.well-known/oauth-authorization-server", { headers })).json();
  expect(JSON.stringify(metadata)).not.toContain("evil.test");
  expect([metadata.issuer, metadata.token_endpoint]).toEqual([base, `${base}/oauth/token`]);
  const forged = await request.get("/.well-known/oauth-authorization-server", { headers: { host: "evil.test" } });
  expect(await forged.text()).not.toContain("evil.test");
});

test("consent counts only from our own page, in the browser that began, and no other site can frame the page", async ({
  request,
  newVisitor,
}) => {
  const begun = await browser.get(authorizeUrl(app), { maxRedirects: 0 });
  const page = begun.headers().location ?? "";
  const uid = page.split("/").at(-1) ?? "";
  const form = { decision: "allow", organization: "any" };
  for (const origin of ["https://evil.test", "null", ""]) {
    const headers: Record<string, string> = origin ? { origin } : {};
    const forged = await browser.post(`/oauth/authorize/${uid}`, { form, headers, maxRedirects: 0 });
    expect([origin, forged.status()]).toEqual([origin, 403]);
  }
  const victim = await newAccount(request);
  const stranger = await newVisitor();
  await enter({ request: stranger }, victim);
  const stolen = await stranger.post(`/oauth/authorize/${uid}`, {
    form,
    headers: { origin: base },
    maxRedirects: 0,
  });
  expect(stolen.headers().location).toBe("/authorization-error?reason=expired");
  const elsewhere = await stranger.get(page, { maxRedirects: 0 });
  expect(elsewhere.headers().location).toBe("/authorization-error?reason=expired");
  const shown = (await browser.get(page)).headers();
  expect(shown["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(shown["content-security-policy"]).toContain("form-action 'self' https://app.example.test;");
  expect(shown["x-frame-options"]).toBe("DENY");
});

test("a user grants nothing in an organization that is not theirs", async ({ request }) => {
  const stranger: Account = await newAccount(request);
  const { organization_id } = await (await request.get("/api/user/me", bearer(stranger.token))).json();
  const begun = await browser.get(authorizeUrl(app), { maxRedirects: 0 });
  const uid = (begun.headers().location ?? "").split("/").at(-1) ?? "";
  const form = { decision: "allow", organization: organization_id };
  const answer = await browser.post(`/oauth/authorize/${uid}`, { form, headers: { origin: base }, maxRedirects: 0 });
  expect(answer.status()).toBe(403);
});

test("a user who signs in after the decision gets no code of another user", async ({ request }) => {
  const begun = await browser.get(authorizeUrl(app), { maxRedirects: 0 });
  const uid = (begun.headers().location ?? "").split("/").at(-1) ?? "";
  const page = await (await browser.get(`/consent/${uid}`)).text();
  const organization = /name="organization" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const decided = await browser.post(`/oauth/authorize/${uid}`, {
    form: { decision: "allow", organization },
    headers: { origin: base },
    maxRedirects: 0,
  });
  expect(decided.status()).toBe(303);
  await enter({ request: browser }, await newAccount(request));
  const resumed = await browser.get(`/oauth/authorize/${uid}`, { maxRedirects: 0 });
  expect(resumed.headers().location).toBe(`/consent/${uid}`);
});

test("the API believes no token of its own making that it did not sign", async ({ request }) => {
  const { access_token: token } = await userTokens(browser, base, app);
  const [head = "", payload = "", signature = ""] = token.split(".");
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  // The classic confusion: the published key taken for a shared secret.
  const { keys } = await (await request.get("/.well-known/jwks.json")).json();
  const published = keys.find(({ kid }: { kid: string }) => kid === header.kid);
  const pem = createPublicKey({ key: published, format: "jwk" }).export({ type: "spki", format: "pem" });
  const confused = `${encode({ ...header, alg: "HS256" })}.${payload}`;
  const forgeries = {
    none: `${encode({ ...header, alg: "none" })}.${payload}.`,
    "HS256 with the public key": `${confused}.${createHmac("sha256", pem).update(confused).digest("base64url")}`,
    "other scopes": `${head}.${encode({ ...claims, scope: "organization:admin" })}.${signature}`,
    "unknown kid": `${encode({ ...header, kid: "unknown" })}.${payload}.${signature}`,
    jku: `${encode({ ...header, jku: "https://evil.test/jwks.json" })}.${payload}.${signature}`,
    "cut signature": token.slice(0, -4),
  };
  for (const [name, forged] of Object.entries(forgeries)) {
    expect([name, await apiStatus(request, forged)]).toEqual([name, 401]);
  }
  expect(await apiStatus(request, token)).toBe(200);
});

test("a user who withdraws consent, and an app that is deleted, end their tokens at once", async ({
  request,
  account,
}) => {
  const first = await userTokens(browser, base, app);
  expect(await apiStatus(request, first.access_token)).toBe(200);
  const listed = await (await request.get("/v1/authorized-apps", bearer(account.token))).json();
  expect(listed.data).toMatchObject([{ client_id: app.clientId, scopes: ["prompts:read"] }]);
  expect((await request.delete(`/v1/authorized-apps/${app.clientId}`, bearer(account.token))).status()).toBe(204);
  expect(await apiStatus(request, first.access_token)).toBe(401);
  expect((await refresh(request, app, first.refresh_token)).body.error).toBe("invalid_grant");
  const second = await userTokens(browser, base, app);
  expect((await request.delete(`/v1/oauth-apps/${app.clientId}`, bearer(account.token))).status()).toBe(204);
  expect(await apiStatus(request, second.access_token)).toBe(401);
});

test("the endpoints answer every input as RFC 6749 says", async ({ request }) => {
  const odd: [string, Parameters<APIRequestContext["post"]>[1], number][] = [
    [
      "/oauth/token",
      { data: "x".repeat(60_000), headers: { "content-type": "application/x-www-form-urlencoded" } },
      413,
    ],
    ["/oauth/token", { data: '{"grant_type":"x"}', headers: { "content-type": "application/json" } }, 400],
    ["/oauth/token", { form: { grant_type: "password", client_id: app.clientId, client_secret: app.secret } }, 400],
    [
      "/oauth/token",
      { data: "client_id=%00&grant_type=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      400,
    ],
    [
      "/oauth/token",
      {
        data: "client_id=a&client_id=b&grant_type=x",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
      400,
    ],
    ["/oauth/introspect", { form: { token: "x" } }, 400],
    ["/oauth/par", { form: { client_id: app.clientId } }, 401],
  ];
  for (const [path, options, status] of odd) {
    const answer = await request.post(path, options);
    expect([path, answer.status(), await answer.text()]).toEqual([path, status, expect.stringContaining('"error"')]);
    expect(await answer.json()).toMatchObject({ error: expect.any(String), error_description: expect.any(String) });
  }
  const [metadata, forOpenId] = await Promise.all(
    ["oauth-authorization-server", "openid-configuration"].map(async (name) =>
      (await request.get(`/.well-known/${name}`)).json(),
    ),
  );
  expect(forOpenId).toEqual(metadata);
  expect((await request.get("/oauth/token")).status()).toBe(405);
  const elsewhere = await post(request, "/oauth/token", {
    grant_type: "client_credentials",
    client_id: "client_x",
    client_secret: "y",
  });
  expect([elsewhere.status, elsewhere.body.error]).toEqual([401, "invalid_client"]);
});
