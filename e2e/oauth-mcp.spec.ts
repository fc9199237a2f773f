import * as current from "@modelcontextprotocol/sdk/client/auth.js";
import { withOAuth } from "@modelcontextprotocol/sdk/client/middleware.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import * as deployed from "mcp-sdk-1-17/client/auth.js";
import { StreamableHTTPClientTransport as DeployedTransport } from "mcp-sdk-1-17/client/streamableHttp.js";
import type { APIRequestContext } from "playwright/test";
import { type Account, bearer, expect } from "./fixtures";
import { Agent, agreeTo, listen } from "./mcp-client";
import { createApp, test } from "./oauth-client";

/**
 * The official MCP SDK, as it is and as it is still deployed, against the API. It knows an address and nothing else.
 */
let base: string;
let waiting: Awaited<ReturnType<typeof listen>>;

test.beforeEach(async ({ baseURL }) => {
  base = baseURL ?? "";
  waiting = await listen();
});

test.afterEach(async () => {
  await waiting.close();
});

const message = { jsonrpc: "2.0", id: 1, method: "ping" } as const;
const everyScope = "openid offline_access prompts:read prompts:write reports:read organization:admin mcp:tools";

/** An app that a person registered, with some of the API's scopes. */
async function registered(request: APIRequestContext, account: Account) {
  const { clientId } = await createApp(request, account, {
    auth_method: "none",
    redirect_uris: [waiting.redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    scopes: ["prompts:read", "prompts:write", "reports:read"],
  });
  return { client_id: clientId };
}

async function registrationToken(request: APIRequestContext, account: Account): Promise<string> {
  const made = await request.post("/v1/oauth-apps/registration-tokens", bearer(account.token));
  return (await made.json()).token;
}

/** Fetch as an agent's operator sets it up: the initial access token goes to the registration endpoint alone. */
function registeringWith(token: string, send: typeof fetch = fetch): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (new URL(String(input)).pathname === "/oauth/register") headers.set("authorization", `Bearer ${token}`);
    return send(input, { ...init, headers });
  };
}

async function createPrompt(request: APIRequestContext, agent: Agent): Promise<number> {
  const token = agent.tokens()?.access_token ?? "";
  return (await request.post("/v1/prompts", { data: { name: "By an agent" }, ...bearer(token) })).status();
}

test("the current SDK gets from a 401 to a working call, with what the endpoint needs and no more, and on to the next scope", async ({
  request,
  account,
  signedIn,
}) => {
  const agent = new Agent(waiting.redirectUrl, await registered(request, account), everyScope);
  const call = withOAuth(agent, `${base}/v1`)(fetch);
  await expect(call(`${base}/v1/reports`)).rejects.toThrow("redirect initiated");
  const code = await agreeTo(signedIn, agent, ["reports:read"]);
  expect(await current.auth(agent, { serverUrl: `${base}/v1`, authorizationCode: code })).toBe("AUTHORIZED");
  expect(agent.tokens()?.scope).toBe("reports:read");
  expect((await call(`${base}/v1/reports`)).status).toBe(200);

  // A 403 names the scope that the token lacks: the SDK's transport asks for it.
  const transport = new StreamableHTTPClientTransport(new URL(`${base}/v1/prompts`), { authProvider: agent });
  agent.saveTokens({ access_token: agent.tokens()?.access_token ?? "", token_type: "Bearer" });
  await expect(transport.send(message)).rejects.toThrow("Unauthorized");
  await transport.finishAuth(await agreeTo(signedIn, agent, ["prompts:write"]));
  expect(agent.tokens()?.scope).toBe("prompts:write");
  expect(await createPrompt(request, agent)).toBe(201);
});

test("the current SDK registers itself for what the endpoint needs and no more, and goes on to the next endpoint", async ({
  request,
  account,
  signedIn,
}) => {
  const agent = new Agent(waiting.redirectUrl, undefined, everyScope);
  const transport = new StreamableHTTPClientTransport(new URL(`${base}/v1/prompts`), {
    authProvider: agent,
    fetch: registeringWith(await registrationToken(request, account)),
  });
  await expect(transport.send(message)).rejects.toThrow("Unauthorized");
  const apps = await (await request.get("/v1/oauth-apps", bearer(account.token))).json();
  expect(apps.data).toMatchObject([{ name: "MCP agent", dynamic: true, scopes: ["prompts:write"] }]);
  await transport.finishAuth(await agreeTo(signedIn, agent, ["prompts:write"]));
  expect(agent.tokens()?.scope).toBe("prompts:write");
  expect(await createPrompt(request, agent)).toBe(201);

  // The next endpoint needs another scope: the same registration asks the user for that.
  agent.saveTokens({ access_token: agent.tokens()?.access_token ?? "", token_type: "Bearer" });
  const next = new StreamableHTTPClientTransport(new URL(`${base}/v1/reports`), { authProvider: agent });
  await expect(next.send(message)).rejects.toThrow("Unauthorized");
  await next.finishAuth(await agreeTo(signedIn, agent, ["reports:write"]));
  expect(agent.tokens()?.scope).toBe("reports:write");
  const token = agent.tokens()?.access_token ?? "";
  expect((await request.post("/v1/reports", { data: { kind: "usage" }, ...bearer(token) })).status()).toBe(202);
  const after = await (await request.get("/v1/oauth-apps", bearer(account.token))).json();
  expect(after.data).toMatchObject([{ name: "MCP agent", scopes: ["prompts:write"] }]);
});

test("SDK 1.17.0, which asks for all that its maker wrote into it, gets what the app may have", async ({
  request,
  account,
  signedIn,
}) => {
  const agent = new Agent(waiting.redirectUrl, await registered(request, account), everyScope);
  const transport = new DeployedTransport(new URL(`${base}/v1/prompts`), { authProvider: agent });
  await expect(transport.send(message)).rejects.toThrow("Unauthorized");
  const scopes = ["prompts:read", "prompts:write", "reports:read"];
  await transport.finishAuth(await agreeTo(signedIn, agent, scopes));
  expect(agent.tokens()?.scope).toBe(scopes.join(" "));
  expect(await createPrompt(request, agent)).toBe(201);
});

test("SDK 1.17.0 registers itself, and its maker's scopes that are none of the API's do no harm", async ({
  request,
  account,
  signedIn,
}) => {
  const agent = new Agent(waiting.redirectUrl, undefined, "openid mcp:tools prompts:write");
  const transport = new DeployedTransport(new URL(`${base}/v1/prompts`), { authProvider: agent });
  // This version registers by the process's own fetch.
  const { fetch: plain } = globalThis;
  globalThis.fetch = registeringWith(await registrationToken(request, account), plain);
  try {
    await expect(transport.send(message)).rejects.toThrow("Unauthorized");
  } finally {
    globalThis.fetch = plain;
  }
  await transport.finishAuth(await agreeTo(signedIn, agent, ["prompts:write"]));
  expect(agent.tokens()?.scope).toBe("prompts:write");
  expect(await createPrompt(request, agent)).toBe(201);
});

test("an agent that starts from the bare origin names it with a slash or without, and refreshes what it got", async ({
  request,
  account,
  signedIn,
}) => {
  for (const { auth } of [deployed, current]) {
    const agent = new Agent(waiting.redirectUrl, await registered(request, account), "prompts:write");
    expect(await auth(agent, { serverUrl: base })).toBe("REDIRECT");
    const code = await agreeTo(signedIn, agent, ["prompts:write"]);
    expect(await auth(agent, { serverUrl: base, authorizationCode: code })).toBe("AUTHORIZED");
    const first = agent.tokens()?.access_token;
    expect(await createPrompt(request, agent)).toBe(201);
    expect(await auth(agent, { serverUrl: base })).toBe("AUTHORIZED");
    expect(agent.tokens()?.access_token).not.toBe(first);
    expect(await createPrompt(request, agent)).toBe(201);
  }
});
