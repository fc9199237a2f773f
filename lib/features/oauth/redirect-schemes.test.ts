import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { readSettings } from "@/lib/platform/settings";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createRegistrationToken } from "./registration-tokens";

const { clock, open } = useTestRuntime({ settings: { oauthRedirectSchemes: ["cursor"] } });
const cursor = "cursor://anysphere.cursor-retrieval/oauth/user-agent/callback";
let owner: TestUser;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  owner = await createUser({ plan: "enterprise" });
});

const native = (uri: string) => ({
  auth_method: "none",
  redirect_uris: [uri],
  grant_types: ["authorization_code", "refresh_token"],
});

async function register(uri: string) {
  const { token } = await createRegistrationToken(owner.principal);
  const body = { client_name: "Editor", redirect_uris: [uri], token_endpoint_auth_method: "none" };
  return callApi("POST /oauth/register", { body, token });
}

async function create(uri: string) {
  const body = { name: "Editor", scopes: ["prompts:read"], ...native(uri) };
  return callApi("POST /v1/oauth-apps", { token: owner.token, body });
}

const authorizeUrl = (client_id: string, redirect_uri: string) =>
  `/oauth/authorize?${new URLSearchParams({
    client_id,
    redirect_uri,
    response_type: "code",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  })}`;

describe("a native app's own scheme", () => {
  it("may be one that the operator allows, and leads back to the app, however it was registered", async () => {
    const registered = await register(cursor);
    expect(registered.status, registered.text).toBe(201);
    const { clientId } = await createApp(owner, native(cursor));
    for (const id of [registered.json.client_id, clientId]) {
      const choice = { organization: owner.principal.organizationId, decision: "allow" };
      const back = await decideAs(await browserOf(owner), authorizeUrl(id, cursor), choice);
      expect(back.href).toMatch(/^cursor:\/\/anysphere\.cursor-retrieval\/oauth\/user-agent\/callback\?code=/);
    }
  });

  it("needs no leave in reverse-domain form", async () => {
    expect((await create("com.example.editor:/callback")).status).toBe(201);
    expect((await register("com.example.editor://callback")).status).toBe(201);
  });

  it("is refused otherwise, with the reason and the setting, also where an app is changed", async () => {
    const uri = "vscode://vscode.github-authentication/did-authenticate";
    const created = await create(uri);
    expect([created.status, created.json.error.details[0].path]).toEqual([400, "redirect_uris.0"]);
    const { clientId } = await createApp(owner, native(cursor));
    const change = { redirect_uris: [cursor, uri] };
    const changed = await callApi(`PATCH /v1/oauth-apps/${clientId}`, { token: owner.token, body: change });
    expect([changed.status, changed.json.error.details[0].path]).toEqual([400, "redirect_uris.1"]);
    const registered = await register(uri);
    expect([registered.status, registered.json.error]).toEqual([400, "invalid_redirect_uri"]);
    for (const { text } of [created, changed, registered]) {
      expect(text).toContain("scheme vscode");
      expect(text).toContain("OAUTH_REDIRECT_SCHEMES");
    }
  });

  it("counts no longer once the operator does not allow it any more", async () => {
    const { clientId } = await createApp(owner, native(cursor));
    const ask = async () =>
      (await (await browserOf(owner)).call(`GET ${authorizeUrl(clientId, cursor)}`)).headers.get("location");
    expect(await ask()).toMatch(/^\/consent\//);
    Object.assign(runtime().settings, { oauthRedirectSchemes: [] });
    expect((await (await browserOf(owner)).call(`GET ${authorizeUrl(clientId, cursor)}`)).json.error).toBe(
      "invalid_redirect_uri",
    );
    Object.assign(open().settings, { oauthRedirectSchemes: ["cursor"] });
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://example.test/cb",
    "JavaScript://x/%0aalert(1)",
  ])("is never what browsers act on themselves: %s", async (uri) => {
    expect((await create(uri)).status).toBe(400);
    expect((await register(uri)).json.error).toBe("invalid_redirect_uri");
    const secrets = Object.fromEntries(
      ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"].map((name) => [name, "x".repeat(32)]),
    );
    const env = { DATABASE_URL: "postgres://x", ...secrets };
    expect(readSettings({ ...env, OAUTH_REDIRECT_SCHEMES: "cursor://, vscode" }).oauthRedirectSchemes).toEqual([
      "cursor",
      "vscode",
    ]);
    const scheme = uri.split(":")[0];
    expect(() => readSettings({ ...env, OAUTH_REDIRECT_SCHEMES: `cursor ${scheme}` })).toThrow(
      "OAUTH_REDIRECT_SCHEMES",
    );
  });
});
