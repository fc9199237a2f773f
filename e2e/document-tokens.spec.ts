/** Document 003: API keys by environment, OAuth 2.0 and its tokens, request by request as the document shows them. */
import { bearer, expect } from "./fixtures";
import { claimsOf, headerOf } from "./jwt";
import { authorize, createApp, post, test } from "./oauth-client";

const scopes = ["prompts:read", "prompts:write", "reports:read"];

test("pr_live_ keys work with production data, pr_test_ keys with data of their own", async ({ request, account }) => {
  const secrets: Record<string, string> = {};
  for (const environment of ["production", "development"]) {
    const data = { name: environment, environment, scopes };
    const created = await request.post("/api/v1/api-keys", { data, ...bearer(account.token) });
    expect(created.status()).toBe(201);
    secrets[environment] = (await created.json()).data.plainKey;
  }
  const { production = "", development = "" } = secrets;
  expect([production, development]).toEqual([
    expect.stringMatching(/^pr_live_[A-Za-z0-9]{32}$/),
    expect.stringMatching(/^pr_test_[A-Za-z0-9]{32}$/),
  ]);
  // The sample's request, with the content type that it sends along.
  const call = (key: string) =>
    request.get("/v1/prompts", { headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });
  const data = { name: "Real", description: "", visibility: "private" };
  expect((await request.post("/v1/prompts", { data, ...bearer(production) })).status()).toBe(201);
  const live = await call(production);
  expect(live.status()).toBe(200);
  expect((await live.json()).data).toMatchObject([{ name: "Real" }]);
  expect((await (await call(development)).json()).data).toEqual([]);
});

test("an authorization code becomes an access and a refresh token, and these the next ones", async ({
  visitor,
  request,
  account,
  baseURL,
}) => {
  const base = baseURL ?? "";
  const app = await createApp(request, account, { redirect_uris: ["https://yourapp.com/callback"], scopes });
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: "https://yourapp.com/callback",
    response_type: "code",
    scope: "prompts:read prompts:write reports:read",
    state: "random_state_string",
  });
  const back = await authorize(visitor, base, `/oauth/authorize?${query}`);
  expect(`${back.origin}${back.pathname}`).toBe("https://yourapp.com/callback");
  expect(back.searchParams.get("state")).toBe("random_state_string");

  const client = { client_id: app.clientId, client_secret: app.secret };
  const answer = await post(request, "/oauth/token", {
    grant_type: "authorization_code",
    ...client,
    code: back.searchParams.get("code") ?? "",
    redirect_uri: "https://yourapp.com/callback",
  });
  expect(answer.status).toBe(200);
  const documented = {
    access_token: expect.stringMatching(/^eyJ/),
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^rt_[A-Za-z0-9]{20,}$/),
    scope: "prompts:read prompts:write reports:read",
  };
  expect(answer.body).toEqual(documented);
  expect(headerOf(answer.body.access_token)).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
  const claims = claimsOf(answer.body.access_token);
  expect(claims).toMatchObject({
    sub: account.id,
    iss: base,
    aud: app.clientId,
    scope: documented.scope,
    org_id: account.id,
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  expect((await request.get("/v1/prompts", bearer(answer.body.access_token))).status()).toBe(200);

  const refreshed = await post(request, "/oauth/token", {
    grant_type: "refresh_token",
    ...client,
    refresh_token: answer.body.refresh_token,
  });
  expect([refreshed.status, refreshed.body]).toEqual([200, documented]);
  expect(refreshed.body.refresh_token).not.toBe(answer.body.refresh_token);
  expect((await request.get("/v1/prompts", bearer(refreshed.body.access_token))).status()).toBe(200);

  const own = await post(request, "/oauth/token", { grant_type: "client_credentials", ...client });
  expect([own.status, own.body.token_type, own.body.refresh_token]).toEqual([200, "Bearer", undefined]);
});

test("the key that signed a token is among the public keys", async ({ request, account }) => {
  const app = await createApp(request, account);
  const client = { client_id: app.clientId, client_secret: app.secret };
  const { body } = await post(request, "/oauth/token", { grant_type: "client_credentials", ...client });
  const answer = await request.get("/.well-known/jwks.json");
  expect(answer.status()).toBe(200);
  const { keys } = await answer.json();
  const key = keys.find(({ kid }: { kid: string }) => kid === headerOf(body.access_token).kid);
  expect(key).toMatchObject({ kty: "RSA", use: "sig", alg: "RS256", n: expect.any(String), e: "AQAB" });
  // Nothing of a private key.
  for (const one of keys) expect(Object.keys(one).filter((name) => /^(d|p|q|dp|dq|qi)$/.test(name))).toEqual([]);
});
