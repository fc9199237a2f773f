import { createHash, randomBytes } from "node:crypto";
import type { APIRequestContext } from "playwright/test";
import { type Account, test as base, bearer, enter, expect, randomAddress } from "./fixtures";

/** An OAuth app as a client knows itself. */
export type App = { clientId: string; secret: string; redirectUri: string };

export const callback = "https://app.example.test/callback";

type Fixtures = {
  /** Makes what a browser is to the server, cookies and address, without drawing anything. */
  newVisitor: () => Promise<APIRequestContext>;
  /** A visitor with the account signed in. */
  visitor: APIRequestContext;
};

export const test = base.extend<Fixtures>({
  newVisitor: async ({ playwright, baseURL }, use) => {
    const made: APIRequestContext[] = [];
    await use(async () => {
      const extraHTTPHeaders = { "x-forwarded-for": randomAddress() };
      const visitor = await playwright.request.newContext({ ...(baseURL ? { baseURL } : {}), extraHTTPHeaders });
      made.push(visitor);
      return visitor;
    });
    for (const visitor of made) await visitor.dispose();
  },
  visitor: async ({ newVisitor, account }, use) => {
    const visitor = await newVisitor();
    await enter({ request: visitor }, account);
    await use(visitor);
  },
});

/** Registers an app of the account's organization. */
export async function createApp(request: APIRequestContext, account: Account, wanted: object = {}): Promise<App> {
  const data = {
    name: "Example client",
    redirect_uris: [callback],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    scopes: ["prompts:read", "prompts:write", "reports:read"],
    ...wanted,
  };
  const response = await request.post("/v1/oauth-apps", { data, ...bearer(account.token) });
  expect(response.status(), await response.text()).toBe(201);
  const { app, client_secret } = await response.json();
  return { clientId: app.client_id, secret: client_secret ?? "", redirectUri: app.redirect_uris[0] };
}

/** A PKCE pair (RFC 7636). */
export function pkcePair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** The address of an authorization request. */
export function authorizeUrl(app: App, params: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    response_type: "code",
    scope: "prompts:read",
    state: "state-1",
    ...params,
  });
  return `/oauth/authorize?${query}`;
}

/** What a browser with a signed-in user does, without drawing anything; returns where the client gets its user back. */
export async function authorize(
  browser: APIRequestContext,
  baseURL: string,
  url: string,
  { decision = "allow", organization = "" }: { decision?: string; organization?: string } = {},
): Promise<URL> {
  const begun = await browser.get(url, { maxRedirects: 0 });
  expect(begun.status(), await begun.text()).toBe(303);
  const first = new URL(begun.headers().location ?? "", baseURL);
  if (!first.pathname.startsWith("/consent/")) return first;
  const uid = first.pathname.split("/").at(-1) ?? "";
  return decide(browser, baseURL, uid, { decision, organization });
}

/** Posts the consent page's form and follows to the client's address, which is not called. */
export async function decide(
  browser: APIRequestContext,
  baseURL: string,
  uid: string,
  { decision, organization }: { decision: string; organization: string },
): Promise<URL> {
  const chosen = organization || (await firstOrganization(browser, uid));
  const decided = await browser.post(`/oauth/authorize/${uid}`, {
    form: { decision, organization: chosen },
    headers: { origin: baseURL },
    maxRedirects: 0,
  });
  expect(decided.status(), await decided.text()).toBe(303);
  const resumed = await browser.get(decided.headers().location ?? "", { maxRedirects: 0 });
  expect(resumed.status(), await resumed.text()).toBe(303);
  return new URL(resumed.headers().location ?? "", baseURL);
}

/** The organization that the consent page proposes. */
async function firstOrganization(browser: APIRequestContext, uid: string): Promise<string> {
  const page = await (await browser.get(`/consent/${uid}`)).text();
  const value = /name="organization" value="([^"]+)"/.exec(page)?.[1];
  expect(value).toBeTruthy();
  return value ?? "";
}

/** Posts a form to one of the protocol's endpoints. */
export async function post(request: APIRequestContext, path: string, form: Record<string, string>) {
  const response = await request.post(path, { form });
  return { status: response.status(), body: await response.json(), headers: response.headers() };
}

/** Redeems a code with the client's secret in the body, as document 003 does. */
export function redeem(request: APIRequestContext, app: App, code: string, more: Record<string, string> = {}) {
  return post(request, "/oauth/token", {
    grant_type: "authorization_code",
    client_id: app.clientId,
    ...(app.secret ? { client_secret: app.secret } : {}),
    code,
    redirect_uri: app.redirectUri,
    ...more,
  });
}

/** Uses a refresh token up. */
export function refresh(request: APIRequestContext, app: App, refreshToken: string, more: Record<string, string> = {}) {
  return post(request, "/oauth/token", {
    grant_type: "refresh_token",
    client_id: app.clientId,
    ...(app.secret ? { client_secret: app.secret } : {}),
    refresh_token: refreshToken,
    ...more,
  });
}

/** A user's tokens, by the whole flow. */
export async function userTokens(
  browser: APIRequestContext,
  baseURL: string,
  app: App,
  params: Record<string, string> = {},
) {
  const back = await authorize(browser, baseURL, authorizeUrl(app, params));
  const answer = await redeem(browser, app, back.searchParams.get("code") ?? "");
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as { access_token: string; refresh_token: string; scope: string };
}
