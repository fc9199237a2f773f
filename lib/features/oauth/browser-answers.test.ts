import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { ApiAnswer, ApiCall } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, postForm, type TestApp, type TestBrowser } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const page = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const json = { accept: "*/*" };
let user: TestUser;
let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
});

beforeEach(async () => {
  app = await createApp(user);
  browser = await browserOf(user);
});

function authorizeUrl(params: Record<string, string> = {}): string {
  const query = { client_id: app.clientId, redirect_uri: "https://app.example.test/callback", response_type: "code" };
  return `/oauth/authorize?${new URLSearchParams({ ...query, scope: "prompts:read", state: "s", ...params })}`;
}

const locationOf = ({ headers }: ApiAnswer) => headers.get("location");
const isErrorPage = (reason: string) => [303, `/authorization-error?reason=${reason}`];
const led = (answer: ApiAnswer) => [answer.status, locationOf(answer)];

/** Begins an authorization and returns the path that its consent page posts to. */
async function begin(): Promise<string> {
  const uid = locationOf(await browser.call(`GET ${authorizeUrl()}`))
    ?.split("/")
    .at(-1);
  return `/oauth/authorize/${uid}`;
}

function decide(path: string, form: string | Record<string, string>, headers: Record<string, string>) {
  const body = typeof form === "string" ? form : new URLSearchParams(form).toString();
  const call: ApiCall = {
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
  };
  return browser.call(`POST ${path}`, call);
}

const allow = () => ({ decision: "allow", organization: user.principal.organizationId });

describe("what goes wrong with an authorization in a browser", () => {
  it("is a page for browsers, and JSON for other clients, at the consent page's form", async () => {
    const path = await begin();
    const elsewhere = { ...allow(), organization: "org_of_others" };
    expect(led(await decide(path, elsewhere, page))).toEqual(isErrorPage("forbidden"));
    const told = await decide(path, elsewhere, json);
    expect([told.status, told.json.error]).toEqual([403, "access_denied"]);
    expect(led(await decide(path, "decision=allow&organization=%00", page))).toEqual(isErrorPage("validation"));
    expect((await decide(path, "decision=allow&organization=%00", json)).status).toBe(400);
    await runtime().database.prisma.oAuthApp.delete({ where: { id: app.clientId } });
    expect(led(await decide(path, allow(), page))).toEqual(isErrorPage("not_found"));
    expect((await decide(path, allow(), json)).status).toBe(404);
  });

  it("is a refusal still where another site's page sent the form", async () => {
    const path = await begin();
    for (const form of [path, "/oauth/device"]) {
      const forged = await decide(form, allow(), { ...page, "sec-fetch-site": "cross-site" });
      expect([forged.status, locationOf(forged)]).toEqual([403, null]);
    }
  });

  it("says that it is over when a browser comes back to an authorization that was answered", async () => {
    const path = await begin();
    await decide(path, allow(), page);
    expect(locationOf(await browser.call(`GET ${path}`, { headers: page }))).toContain("code=");
    expect(led(await browser.call(`GET ${path}`, { headers: page }))).toEqual(isErrorPage("expired"));
    expect((await browser.call(`GET ${path}`, { headers: json })).json.error).toBe("invalid_request");
  });

  it("is told alike for a request that is too long, and at the device page's form", async () => {
    const long = `GET ${authorizeUrl({ state: "x".repeat(8_192) })}`;
    expect(led(await browser.call(long, { headers: page }))).toEqual(isErrorPage("payload_too_large"));
    expect((await browser.call(long, { headers: json })).status).toBe(413);
    expect(led(await decide("/oauth/device", "user_code=%00", page))).toEqual(isErrorPage("validation"));
    expect((await decide("/oauth/device", "user_code=%00", json)).status).toBe(400);
  });
});

it("a browser that asks too often is told on a page as well, with when to come back, and nothing is begun", async () => {
  const ask = (headers: Record<string, string>) =>
    browser.call("GET /oauth/authorize", { headers, address: "192.0.2.98" });
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask(page)));
  const limited = answers.find((answer) => locationOf(answer) === "/authorization-error?reason=rate_limited");
  expect([limited?.status, limited?.headers.get("x-ratelimit-remaining")]).toEqual([303, "0"]);
  expect(Number(limited?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask(json)).status).toBe(429);
});

describe("HEAD", () => {
  it("neither begins an authorization nor ends one: it is a 405 that names what is allowed", async () => {
    const path = await begin();
    await decide(path, allow(), page);
    const kept = () => runtime().database.prisma.oAuthArtifact.findMany({ where: { clientId: app.clientId } });
    const interactions = () => runtime().database.prisma.oAuthArtifact.count({ where: { model: "Interaction" } });
    const before = [await kept(), await interactions()];
    const begun = await browser.call(`HEAD ${authorizeUrl()}`);
    expect([begun.status, begun.headers.get("allow")]).toEqual([405, "GET, OPTIONS"]);
    const ended = await browser.call(`HEAD ${path}`);
    expect([ended.status, ended.headers.get("allow")]).toEqual([405, "GET, POST, OPTIONS"]);
    expect([await kept(), await interactions()]).toEqual(before);
    expect(locationOf(await browser.call(`GET ${path}`))).toContain("code=");
    expect((await browser.call("HEAD /.well-known/oauth-authorization-server")).status).toBe(200);
  });
});

describe("response modes", () => {
  it("are those that redirect; a form of the library's own is neither offered nor served", async () => {
    const metadata = (await browser.call("GET /.well-known/oauth-authorization-server")).json;
    expect(metadata.response_modes_supported).toEqual(["query", "fragment"]);
    for (const response_mode of ["form_post", "query.jwt", "form_post.jwt", "web_message", "anything"]) {
      const refused = await browser.call(`GET ${authorizeUrl({ response_mode })}`, { headers: page });
      const back = new URL(locationOf(refused) ?? "");
      expect([refused.status, back.origin, back.searchParams.get("error"), back.searchParams.get("state")]).toEqual([
        303,
        "https://app.example.test",
        "unsupported_response_mode",
        "s",
      ]);
      const pushed = { client_id: app.clientId, client_secret: app.secret, response_mode };
      const query = Object.fromEntries(new URL(authorizeUrl(), "http://localhost").searchParams);
      const answer = await postForm("/oauth/par", { ...query, ...pushed });
      expect([answer.status, answer.json.error]).toEqual([400, "unsupported_response_mode"]);
    }
  });

  it("lead back with the code where they say", async () => {
    for (const [response_mode, mark] of [
      ["query", "?"],
      ["fragment", "#"],
    ] as const) {
      const uid = locationOf(await browser.call(`GET ${authorizeUrl({ response_mode, prompt: "consent" })}`));
      const path = `/oauth/authorize/${uid?.split("/").at(-1)}`;
      await decide(path, allow(), page);
      expect(locationOf(await browser.call(`GET ${path}`))).toContain(`https://app.example.test/callback${mark}code=`);
    }
  });
});
