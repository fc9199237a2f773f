import { beforeEach, describe, expect, test } from "vitest";
import { type ApiAnswer, callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { browserOf, clientToken, createApp, decideAs, postForm, type TestApp } from "@/lib/testing/oauth";
import { join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { defaultRules } from "@/lib/watch/alert-rules";
import { tellOfActivity } from "./background";
import type { Alert } from "./contract";

const { clock, open } = useTestRuntime();
beforeEach(() => clock.advance(86_400_000));

/** A credential of a kind: as a request shows it, what is refused to it, and how it is ended by its owner. */
type Shown = {
  /** What an alert about it names. */
  id: string;
  type: Alert["credential"]["type"];
  call(target: string, address: string): Promise<ApiAnswer>;
  /** What it may do, where that is not to list prompts. */
  allowed?: string;
  /** What it may not do. */
  refused: string;
  end(): Promise<unknown>;
};

const byToken = (token: string) => (target: string, address: string) => callApi(target, { token, address });
/** Where all of them are used from at first. */
const home = "203.0.113.5";
const redirectUri = "https://app.example.test/callback";
const readable = "GET /v1/prompts";

/** Makes one credential of every kind for a member, whom the owner of their organization watches. */
const kinds: Record<string, (member: TestUser, owner: TestUser) => Promise<Shown>> = {
  "an API key": async (member, owner) => {
    const { id, secret } = await createKey(member, { scopes: ["prompts:read"] });
    const end = () => callApi(`DELETE /api/v1/api-keys/${id}`, { token: owner.token });
    return { id, type: "api_key", call: byToken(secret), refused: "GET /v1/organization", end };
  },
  "a key without scopes": async (member, owner) => {
    const { id, secret } = await createKey(member);
    const end = () => callApi(`DELETE /api/v1/api-keys/${id}`, { token: owner.token });
    const may = { allowed: "GET /api/v1/users/me", refused: "GET /v1/organization" };
    return { id, type: "api_key", call: byToken(secret), ...may, end };
  },
  "a personal access token": async (member) => {
    const body = { name: "CI" };
    const { token, token_id: id }: Json = (await callApi("POST /api/user/tokens", { token: member.token, body })).json;
    const end = () => callApi(`DELETE /api/user/tokens/${id}`, { token: member.token });
    return { id, type: "token", call: byToken(token), refused: "PATCH /v1/organization", end };
  },
  "an app's own OAuth token": async (_member, owner) => {
    const app = await createApp(owner);
    const token = await clientToken(app);
    return {
      id: app.clientId,
      type: "oauth_app",
      call: byToken(token),
      refused: "GET /v1/organization",
      end: () => revoke(app, token),
    };
  },
  "a user's OAuth token": async (member, owner) => {
    const app = await createApp(owner);
    const token = await userToken(member, app);
    const end = () => callApi(`DELETE /v1/authorized-apps/${app.clientId}`, { token: member.token });
    return { id: app.clientId, type: "oauth_app", call: byToken(token), refused: "GET /v1/organization", end };
  },
  "an API session": async (member) => {
    const end = () => callApi("POST /api/auth/logout", { token: member.token, address: home });
    const shown = { id: member.id, type: "session", refused: "PATCH /v1/organization", end } as const;
    return { ...shown, call: byToken(member.token) };
  },
  "a dashboard session": async (member, owner) => {
    const headers = await dashboardHeaders(member);
    const body = { organization_id: owner.principal.organizationId };
    await callApi("PUT /api/dashboard/user/organization", { headers, body, address: home });
    const call = (target: string, address: string) => callApi(target, { headers, address });
    const end = () =>
      callApi("PUT /api/v1/users/me/password", {
        token: member.token,
        address: home,
        body: { current_password: testPassword, new_password: "another passphrase entirely" },
      });
    const path = "/api/dashboard/v1/organization";
    return { id: member.id, type: "session", call, allowed: `GET ${path}`, refused: `PATCH ${path}`, end };
  },
};

const revoke = (app: TestApp, token: string) =>
  postForm("/oauth/revoke", { token, client_id: app.clientId, client_secret: app.secret });

async function userToken(user: TestUser, app: TestApp): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: "prompts:read",
  });
  const { organizationId } = user.principal;
  const back = await decideAs(await browserOf(user), `/oauth/authorize?${query}`, {
    organization: organizationId,
    decision: "allow",
  });
  const answer = await postForm("/oauth/token", {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: redirectUri,
    client_id: app.clientId,
    client_secret: app.secret,
  });
  if (answer.status !== 200) throw new Error(`no token: ${answer.text}`);
  return answer.json.access_token;
}

async function watched(make: (member: TestUser, owner: TestUser) => Promise<Shown>) {
  const owner = await createUser({ plan: "enterprise" });
  const shown = await make(await join(owner, "member"), owner);
  const alerts = async (): Promise<Alert[]> => {
    await tellOfActivity();
    return (await callApi("GET /v1/alerts", { token: owner.token, address: "192.0.2.1" })).json.data;
  };
  return { shown, alerts };
}

describe.each(Object.entries(kinds))("%s", (_name, make) => {
  test("that is used from a new network raises an alert", async () => {
    const { shown, alerts } = await watched(make);
    await shown.call(shown.allowed ?? readable, home);
    expect(await alerts()).toEqual([]);
    await shown.call(shown.allowed ?? readable, "198.18.7.1");
    expect(await alerts()).toMatchObject([{ kind: "new_network", credential: { id: shown.id, type: shown.type } }]);
  });

  test("that is refused over and over raises an alert", async () => {
    const { shown, alerts } = await watched(make);
    for (let count = 0; count < defaultRules.rejections.atLeast; count++) {
      expect([401, 403, 429]).toContain((await shown.call(shown.refused, home)).status);
    }
    expect(await alerts()).toMatchObject([{ kind: "rejections", credential: { id: shown.id, type: shown.type } }]);
  });

  test("that was ended and is shown again raises an alert, also in a process that never knew it", async () => {
    const { shown, alerts } = await watched(make);
    await shown.call(shown.allowed ?? readable, home);
    await shown.end();
    open().directory.forgetAll();
    expect((await shown.call(shown.allowed ?? readable, home)).status).toBe(401);
    expect(await alerts()).toMatchObject([{ kind: "revoked_use", credential: { id: shown.id, type: shown.type } }]);
  });
});
