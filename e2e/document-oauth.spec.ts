/** Document 003's OAuth part, sample by sample: what is sent here is sent as the samples spell it. */
import { createPublicKey, verify } from "node:crypto";
import { bearer, expect } from "./fixtures";
import { type App, authorize, createApp, test } from "./oauth-client";

const redirectUri = "https://yourapp.com/callback";
const scope = "prompts:read prompts:write reports:read";
const formType = { "content-type": "application/x-www-form-urlencoded" };

let app: App;

test.beforeEach(async ({ request, account }) => {
  app = await createApp(request, account, { redirect_uris: [redirectUri] });
});

/** The documented query, with its spaces as a browser sends them. */
const authorizePath = () =>
  `/oauth/authorize?client_id=${app.clientId}&redirect_uri=${redirectUri}&response_type=code` +
  `&scope=prompts:read%20prompts:write%20reports:read&state=random_state_string`;

test("the documented authorization request comes back with a code and the state, and curl's form gets the documented answer", async ({
  request,
  visitor,
  account,
  baseURL: given,
}) => {
  const baseURL = given ?? "";
  const back = await authorize(visitor, baseURL, authorizePath());
  expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
  expect(back.searchParams.get("state")).toBe("random_state_string");
  const code = back.searchParams.get("code");

  // curl -d joins its arguments with & and sends them as they stand.
  const exchanged = await request.post("/oauth/token", {
    headers: formType,
    data: [
      "grant_type=authorization_code",
      `client_id=${app.clientId}`,
      `client_secret=${app.secret}`,
      `code=${code}`,
      `redirect_uri=${redirectUri}`,
    ].join("&"),
  });
  expect(exchanged.status(), await exchanged.text()).toBe(200);
  expect(exchanged.headers()["content-type"]).toContain("application/json");
  expect(exchanged.headers()["cache-control"]).toContain("no-store");
  const tokens = await exchanged.json();
  expect(tokens).toEqual({
    access_token: expect.stringMatching(/^eyJ/),
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^rt_/),
    scope,
  });
  const listed = await request.get("/v1/prompts", bearer(tokens.access_token));
  expect(listed.status()).toBe(200);

  const [head = "", body = "", signature = ""] = tokens.access_token.split(".");
  const header = decode(head);
  expect(header).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
  const payload = decode(body);
  expect(payload).toMatchObject({
    sub: account.id,
    iss: baseURL,
    aud: app.clientId,
    scope,
    org_id: expect.any(String),
  });
  expect(payload.exp - payload.iat).toBe(3600);
  expect(Math.abs(payload.iat - Date.now() / 1000)).toBeLessThan(60);

  const { keys } = await (await request.get("/.well-known/jwks.json")).json();
  const jwk = keys.find(({ kid }: { kid: string }) => kid === header.kid);
  expect(jwk).toMatchObject({ kty: "RSA", alg: "RS256", use: "sig", n: expect.any(String), e: "AQAB" });
  expect(Object.keys(jwk).filter((name) => ["d", "p", "q", "dp", "dq", "qi"].includes(name))).toEqual([]);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const isSigned = verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"));
  expect(isSigned).toBe(true);
});

test("the documented refresh gives a new access token and a new refresh token", async ({
  request,
  visitor,
  baseURL: given,
}) => {
  const baseURL = given ?? "";
  const back = await authorize(visitor, baseURL, authorizePath());
  const exchanged = await request.post("/oauth/token", {
    headers: formType,
    data: `grant_type=authorization_code&client_id=${app.clientId}&client_secret=${app.secret}&code=${back.searchParams.get("code")}&redirect_uri=${redirectUri}`,
  });
  const first = await exchanged.json();
  const refreshed = await request.post("/oauth/token", {
    headers: formType,
    data: [
      "grant_type=refresh_token",
      `client_id=${app.clientId}`,
      `client_secret=${app.secret}`,
      `refresh_token=${first.refresh_token}`,
    ].join("&"),
  });
  expect(refreshed.status(), await refreshed.text()).toBe(200);
  const next = await refreshed.json();
  expect(next).toEqual({
    access_token: expect.stringMatching(/^eyJ/),
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^rt_/),
    scope,
  });
  expect(next.access_token).not.toBe(first.access_token);
  expect(next.refresh_token).not.toBe(first.refresh_token);
  expect((await request.get("/v1/prompts", bearer(next.access_token))).status()).toBe(200);
});

test("the third documented flow, client credentials, acts for the app's organization", async ({ request }) => {
  const answer = await request.post("/oauth/token", {
    headers: formType,
    data: `grant_type=client_credentials&client_id=${app.clientId}&client_secret=${app.secret}`,
  });
  expect(answer.status(), await answer.text()).toBe(200);
  const { access_token, token_type, expires_in } = await answer.json();
  expect([token_type, expires_in]).toEqual(["Bearer", 3600]);
  expect(decode(access_token.split(".")[1])).toMatchObject({ sub: app.clientId, aud: app.clientId });
  expect((await request.get("/v1/prompts", bearer(access_token))).status()).toBe(200);
});

test("a client that knows nothing but the API's address finds the token endpoint from its first 401", async ({
  request,
  baseURL: given,
}) => {
  const baseURL = given ?? "";
  const refused = await request.get("/v1/reports");
  expect(await refused.json()).toEqual({ error: { code: "UNAUTHORIZED", message: "missing bearer token" } });
  const challenge = refused.headers()["www-authenticate"] ?? "";
  const address = /^Bearer resource_metadata="([^"]+)", scope="[^"]+"$/.exec(challenge)?.[1] ?? "";
  const { resource, authorization_servers } = await (await request.get(address)).json();
  expect([resource, authorization_servers]).toEqual([`${baseURL}/v1`, [baseURL]]);
  const server = await request.get(`${authorization_servers[0]}/.well-known/oauth-authorization-server`);
  expect(await server.json()).toMatchObject({ issuer: baseURL, token_endpoint: `${baseURL}/oauth/token` });
});

function decode(part: string) {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
