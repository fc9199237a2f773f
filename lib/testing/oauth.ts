import { encode } from "next-auth/jwt";
import { runtime } from "@/lib/access/runtime";
import { NewOAuthApp } from "@/lib/features/oauth/app-contract";
import { registerApp } from "@/lib/features/oauth/apps";
import { type ApiAnswer, type ApiCall, callApi } from "./call-api";
import { dashboardSession } from "./dashboard-cookie";
import type { TestUser } from "./factories";

/** An OAuth app with its secret. */
export type TestApp = { clientId: string; secret: string };

/** Registers an app that may use every grant. */
export async function createApp(owner: TestUser, wanted: Record<string, unknown> = {}): Promise<TestApp> {
  const input = NewOAuthApp.parse({
    name: "Test app",
    redirect_uris: ["https://app.example.test/callback"],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    scopes: ["prompts:read", "prompts:write"],
    ...wanted,
  });
  const { app, client_secret } = await registerApp(owner.principal, input);
  return { clientId: app.client_id, secret: client_secret ?? "" };
}

/** Sends a form, as OAuth clients do. */
export function postForm(target: string, form: Record<string, string>, call: ApiCall = {}): Promise<ApiAnswer> {
  const headers = { "content-type": "application/x-www-form-urlencoded", ...call.headers };
  return callApi(`POST ${target}`, { ...call, body: new URLSearchParams(form).toString(), headers });
}

/** An access token for the app itself. */
export async function clientToken(app: TestApp, form: Record<string, string> = {}): Promise<string> {
  const credentials = { client_id: app.clientId, client_secret: app.secret };
  const answer = await postForm("/oauth/token", { grant_type: "client_credentials", ...credentials, ...form });
  if (answer.status !== 200) throw new Error(`no token: ${answer.text}`);
  return answer.json.access_token;
}

/** A browser with a signed-in user: keeps the cookies that it is given, by path. */
export class TestBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(sessionCookie: string) {
    this.cookies.set("next-auth.session-token", { value: sessionCookie, path: "/" });
  }

  async call(target: string, call: ApiCall = {}): Promise<ApiAnswer> {
    const path = target.split(" ")[1]?.split("?")[0] ?? "/";
    const cookie = [...this.cookies]
      .filter(([, { path: under }]) => path.startsWith(under))
      .map(([name, { value }]) => `${name.split("@")[0]}=${value}`)
      .join("; ");
    const answer = await callApi(target, { ...call, headers: { cookie, ...call.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const under = attributes.find((attribute) => attribute.startsWith("path="))?.slice(5) ?? "/";
      const [name = "", value = ""] = pair.split("=");
      this.cookies.set(`${name}@${under}`, { value, path: under });
    }
    return answer;
  }
}

/** A browser with the user signed in to the dashboard. */
export async function browserOf({ id, email }: TestUser): Promise<TestBrowser> {
  const token = { sid: await dashboardSession(email, { address: "198.51.100.9", userAgent: "vitest" }), sub: id };
  return new TestBrowser(await encode({ token, secret: runtime().settings.nextAuthSecret }));
}

/** Follows an authorization request, decides on the consent page where it is asked, and returns where the client gets its user back. */
export async function decideAs(
  browser: TestBrowser,
  url: string,
  { organization, decision }: { organization: string; decision: string },
): Promise<URL> {
  const first = await locationOf(browser, `GET ${url}`);
  if (!first.pathname.startsWith("/consent/")) return first;
  const uid = first.pathname.split("/").at(-1);
  const body = new URLSearchParams({ decision, organization }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  const decided = await locationOf(browser, `POST /oauth/authorize/${uid}`, { body, headers });
  return locationOf(browser, `GET ${decided.pathname}${decided.search}`);
}

/** The tokens of a user who let an app read their organization's prompts. */
export async function tokensOfUser(
  { clientId, secret }: TestApp,
  user: TestUser,
): Promise<{ access_token: string; refresh_token: string }> {
  const redirect_uri = "https://app.example.test/callback";
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri,
    response_type: "code",
    scope: "prompts:read",
  });
  const decision = { organization: user.principal.organizationId, decision: "allow" };
  const back = await decideAs(await browserOf(user), `/oauth/authorize?${query}`, decision);
  const code = back.searchParams.get("code") ?? "";
  const client = { client_id: clientId, client_secret: secret };
  const answer = await postForm("/oauth/token", { grant_type: "authorization_code", ...client, code, redirect_uri });
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.text}`);
  return answer.json;
}

async function locationOf(browser: TestBrowser, target: string, call: ApiCall = {}): Promise<URL> {
  const answer = await browser.call(target, call);
  if (answer.status !== 303) throw new Error(`${target}: ${answer.status} ${answer.text}`);
  return new URL(answer.headers.get("location") ?? "", "http://localhost:3000");
}
