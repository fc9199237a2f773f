import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import jwt from "jsonwebtoken";
import jwksClient from "jwks-rsa";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import OAuth2Strategy from "passport-oauth2";
import type { APIRequestContext } from "playwright/test";
import { AuthorizationCode, ClientCredentials } from "simple-oauth2";
import { bearer, expect } from "./fixtures";
import { expectLooks } from "./looks";
import { type App, authorize, createApp, test, userTokens } from "./oauth-client";

/** Clients that were not written here, each as its own documentation uses it. */
let app: App;
let browser: APIRequestContext;
let base: string;
let server: Server;
let redirectUri: string;

test.beforeEach(async ({ visitor, request, account, baseURL }) => {
  base = baseURL ?? "";
  browser = visitor;
  server = createServer((_request, response) => response.end("welcome back"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  app = await createApp(request, account, { redirect_uris: [redirectUri] });
});

test.afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const works = async (request: APIRequestContext, token: string) =>
  expect((await request.get("/v1/prompts", bearer(token))).status()).toBe(200);

test("openid-client: discovery, code with PKCE, refresh, introspection, revocation, client credentials, PAR and DPoP", async ({
  request,
}) => {
  const options = { algorithm: "oauth2" as const, execute: [openid.allowInsecureRequests] };
  const config = await openid.discovery(
    new URL(base),
    app.clientId,
    app.secret,
    openid.ClientSecretPost(app.secret),
    options,
  );
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: openid.randomState() };
  const parameters = {
    redirect_uri: redirectUri,
    scope: "prompts:read reports:read",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
  };
  const back = await authorize(browser, base, openid.buildAuthorizationUrl(config, parameters).href);
  const tokens = await openid.authorizationCodeGrant(config, back, checks);
  expect([tokens.token_type, tokens.expires_in, tokens.scope]).toEqual(["bearer", 3600, "prompts:read reports:read"]);
  await works(request, tokens.access_token);
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
  await works(request, refreshed.access_token);
  const told = await openid.tokenIntrospection(config, refreshed.access_token);
  expect(told).toMatchObject({ active: true, client_id: app.clientId, scope: "prompts:read reports:read" });
  await openid.tokenRevocation(config, refreshed.refresh_token ?? "");
  expect(await openid.tokenIntrospection(config, refreshed.access_token)).toEqual({ active: false });
  await works(request, (await openid.clientCredentialsGrant(config, { scope: "prompts:read" })).access_token);

  const pushed = await openid.buildAuthorizationUrlWithPAR(config, parameters);
  expect(pushed.searchParams.get("request_uri")).toMatch(/^urn:ietf:params:oauth:request_uri:/);
  const again = await authorize(browser, base, pushed.href);
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
  const bound = await openid.authorizationCodeGrant(config, again, checks, undefined, { DPoP });
  expect(bound.token_type).toBe("dpop");
  const url = new URL("/v1/prompts", base);
  const proven = await openid.fetchProtectedResource(config, bound.access_token, url, "GET", undefined, undefined, {
    DPoP,
  });
  expect(proven.status).toBe(200);
  expect((await request.get("/v1/prompts", bearer(bound.access_token))).status()).toBe(401);
});

test("openid-client: a device without a browser waits until its user has agreed", async ({
  request,
  account,
  signedIn,
}) => {
  const tool = await createApp(request, account, {
    auth_method: "none",
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
  });
  const options = { algorithm: "oauth2" as const, execute: [openid.allowInsecureRequests] };
  const config = await openid.discovery(new URL(base), tool.clientId, undefined, openid.None(), options);
  const started = await openid.initiateDeviceAuthorization(config, { scope: "prompts:read" });
  expect(started.verification_uri).toBe(`${base}/device`);
  const polling = openid.pollDeviceAuthorizationGrant(config, started);
  await signedIn.goto(started.verification_uri_complete ?? "");
  await expectLooks(signedIn, "the code of a device");
  await signedIn.getByRole("button", { name: "Continue" }).click();
  await expect(signedIn.getByText(started.user_code).first()).toBeVisible();
  await expectLooks(signedIn, "what a device asks for");
  await signedIn.getByRole("button", { name: "Allow" }).click();
  await expect(signedIn.getByRole("heading", { name: "Your device is connected" })).toBeVisible();
  const tokens = await polling;
  await works(request, tokens.access_token);
  await works(request, (await openid.refreshTokenGrant(config, tokens.refresh_token ?? "")).access_token);
});

test("oauth4webapi: metadata, code with PKCE and iss, and an RFC 9068 token for a named resource", async ({
  request,
}) => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(base);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
  const as = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: app.clientId };
  const authentication = oauth.ClientSecretBasic(app.secret);
  const verifier = oauth.generateRandomCodeVerifier();
  const resource = `${base}/v1`;
  const url = new URL(as.authorization_endpoint ?? "");
  url.search = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "prompts:read",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    resource,
  }).toString();
  const back = await authorize(browser, base, url.href);
  const params = oauth.validateAuthResponse(as, client, back, oauth.expectNoState);
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    params,
    redirectUri,
    verifier,
    insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer);
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const claims = await oauth.validateJwtAccessToken(as, new Request(resource, { headers }), resource, insecure);
  expect(claims).toMatchObject({ client_id: app.clientId, scope: "prompts:read", aud: resource });
  await works(request, tokens.access_token);
  const about = await oauth.resourceDiscoveryRequest(new URL(resource), insecure);
  expect(await oauth.processResourceDiscoveryResponse(new URL(resource), about)).toMatchObject({
    resource,
    authorization_servers: [base],
  });
});

test("simple-oauth2: code, refresh, revocation and client credentials", async ({ request }) => {
  const settings = {
    client: { id: app.clientId, secret: app.secret },
    auth: {
      tokenHost: base,
      tokenPath: "/oauth/token",
      authorizePath: "/oauth/authorize",
      revokePath: "/oauth/revoke",
    },
    options: { authorizationMethod: "body" as const },
  };
  const client = new AuthorizationCode(settings);
  const url = client.authorizeURL({ redirect_uri: redirectUri, scope: "prompts:read", state: "s" });
  const back = await authorize(browser, base, url);
  const token = await client.getToken({ code: back.searchParams.get("code") ?? "", redirect_uri: redirectUri });
  await works(request, String(token.token.access_token));
  const refreshed = await token.refresh();
  await works(request, String(refreshed.token.access_token));
  await refreshed.revokeAll();
  expect((await request.get("/v1/prompts", bearer(String(refreshed.token.access_token)))).status()).toBe(401);
  const { authorizePath: _unused, ...auth } = settings.auth;
  const own = await new ClientCredentials({ ...settings, auth }).getToken({});
  await works(request, String(own.token.access_token));
});

test("passport-oauth2: redirects to us, redeems the code and hands the token on", async ({ request }) => {
  let accessToken = "";
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${base}/oauth/authorize`,
      tokenURL: `${base}/oauth/token`,
      clientID: app.clientId,
      clientSecret: app.secret,
      callbackURL: redirectUri,
      scope: ["prompts:read", "reports:read"],
      pkce: true,
      state: true,
    },
    (access: string, _refresh: string, _profile: unknown, done: (error: null, user: object) => void) => {
      accessToken = access;
      done(null, { id: "someone" });
    },
  );
  const session = {};
  const run = (url: string) =>
    new Promise<string>((resolve, reject) => {
      const query = Object.fromEntries(new URL(url, redirectUri).searchParams);
      // What passport adds to a strategy before it calls it.
      const acting = Object.assign(Object.create(strategy), {
        redirect: resolve,
        success: () => resolve("success"),
        fail: (challenge: unknown) => reject(new Error(JSON.stringify(challenge))),
        error: reject,
      });
      acting.authenticate({ url, query, session, headers: {}, connection: {} }, {});
    });
  const back = await authorize(browser, base, await run("/login"));
  expect(await run(back.href)).toBe("success");
  await works(request, accessToken);
});

test("document 003's verification sample accepts our tokens, with jwks-rsa and jsonwebtoken", async () => {
  const { access_token: token, scope } = await userTokens(browser, base, app, { scope: "prompts:read prompts:write" });
  const client = jwksClient({ jwksUri: `${base}/.well-known/jwks.json`, cache: true, rateLimit: true });
  const decoded = jwt.decode(token, { complete: true });
  const key = await client.getSigningKey(decoded?.header.kid);
  const verified = jwt.verify(token, key.getPublicKey(), {
    algorithms: ["RS256"],
    issuer: base,
    audience: app.clientId,
  });
  expect(verified).toMatchObject({
    iss: base,
    aud: app.clientId,
    scope,
    org_id: expect.any(String),
    sub: expect.any(String),
  });
  expect(decoded?.header).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
});

test("document 003's TokenManager gets a new token five minutes before the old one ends", async ({ request }) => {
  const tokens = await userTokens(browser, base, app);
  const manager = {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: Date.now() + 200_000,
    async getValidToken(): Promise<string> {
      if (Date.now() >= this.expiresAt - 300_000) await this.refreshAccessToken();
      return this.accessToken;
    },
    async refreshAccessToken(): Promise<void> {
      const response = await fetch(`${base}/oauth/token`, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "refresh_token",
          client_id: app.clientId,
          client_secret: app.secret,
          refresh_token: this.refreshToken,
        }),
      });
      const data = await response.json();
      this.accessToken = data.access_token;
      this.refreshToken = data.refresh_token || this.refreshToken;
      this.expiresAt = Date.now() + data.expires_in * 1000;
    },
  };
  const token = await manager.getValidToken();
  expect(token).not.toBe(tokens.access_token);
  await works(request, token);
  expect(await manager.getValidToken()).toBe(token);
});
