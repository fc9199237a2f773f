import { beforeAll, describe, expect, it } from "vitest";
import { wholeSecond } from "@/lib/platform/whole-second";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { clientToken, createApp, postForm, type TestApp, tokensOfUser } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const dayMs = 86_400_000;
const managing = ["organization:admin", "prompts:read", "prompts:write"] as const;
const wanted = {
  name: "Made app",
  redirect_uris: ["https://app.example.test/callback"],
  grant_types: ["authorization_code", "refresh_token", "client_credentials"],
  scopes: ["prompts:read", "prompts:write"],
};

beforeAll(() => {
  // The library reads the system's time.
  clock.set(Date.now());
});

const makePat = async (user: TestUser): Promise<{ id: string; secret: string }> => {
  const body = { name: "CI", expires_in_days: 1 };
  const { json } = await callApi("POST /api/user/tokens", { token: user.token, body });
  return { id: json.token_id, secret: json.token };
};
const makeKey = async (token: string, body: object = {}): Promise<{ id: string; secret: string }> => {
  const { json } = await callApi("POST /api/v1/api-keys", { token, body: { name: "k", scopes: managing, ...body } });
  return { id: json.data.id, secret: json.key };
};
const makeApp = async (token: string, body: object = {}): Promise<TestApp> => {
  const { json, text } = await callApi("POST /v1/oauth-apps", { token, body: { ...wanted, ...body } });
  if (!json.app) throw new Error(text);
  return { clientId: json.app.client_id, secret: json.client_secret };
};
const addSecret = async (token: string, { clientId }: TestApp): Promise<TestApp> => {
  const { json, text } = await callApi(`POST /v1/oauth-apps/${clientId}/secrets`, { token });
  if (!json.client_secret) throw new Error(text);
  return { clientId, secret: json.client_secret };
};
const deletePat = (user: TestUser, id: string) => callApi(`DELETE /api/user/tokens/${id}`, { token: user.token });
const revokeKey = (user: TestUser, keyId: string, body: object = {}) =>
  callApi("POST /api/v1/api-keys/revoke", { token: user.token, body: { keyId, ...body } });
const status = async (token: string, address?: string) =>
  (await callApi("GET /v1/prompts", { token, ...(address ? { address } : {}) })).status;
const write = async (token: string) =>
  (await callApi("POST /v1/prompts", { token, body: { name: "x", description: "", visibility: "private" } })).status;
const tokenStatus = async ({ clientId, secret }: TestApp) =>
  (await postForm("/oauth/token", { grant_type: "client_credentials", client_id: clientId, client_secret: secret }))
    .status;
const view = async (user: TestUser, { clientId }: TestApp): Promise<Json> =>
  (await callApi(`GET /v1/oauth-apps/${clientId}`, { token: user.token })).json;

describe("an OAuth app that a personal access token made", () => {
  it("ends with it: its tokens, its users' tokens and consents, and what asks for more", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const app = await makeApp(pat.secret);
    const own = await clientToken(app);
    const { access_token, refresh_token } = await tokensOfUser(app, user);
    const other = await createApp(user);
    const ask = { client_id: other.clientId, client_secret: other.secret, token: own };
    expect([await status(own), await status(access_token)]).toEqual([200, 200]);
    expect((await postForm("/oauth/introspect", ask)).json.active).toBe(true);
    expect(await view(user, app)).toMatchObject({
      status: "active",
      expires_at: wholeSecond(new Date(clock.now() + dayMs)),
      users: 1,
    });
    await deletePat(user, pat.id);
    expect([await status(own), await status(access_token), await tokenStatus(app)]).toEqual([401, 401, 401]);
    const client = { client_id: app.clientId, client_secret: app.secret };
    expect((await postForm("/oauth/token", { grant_type: "refresh_token", ...client, refresh_token })).status).toBe(
      401,
    );
    expect((await postForm("/oauth/introspect", ask)).json).toEqual({ active: false });
    expect(await view(user, app)).toMatchObject({ status: "ended", users: 0 });
    expect((await callApi("GET /v1/authorized-apps", { token: user.token })).json.data).toEqual([]);
    const { data } = await open().database.prisma.event.findFirstOrThrow({ where: { type: "app.ended" } });
    expect(data).toMatchObject({ client_id: app.clientId, ended_with: pat.id });
  });

  it("takes no secret and no change once it has ended, and asks no user any more", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const app = await makeApp(pat.secret);
    await deletePat(user, pat.id);
    const path = `/v1/oauth-apps/${app.clientId}`;
    expect((await callApi(`POST ${path}/secrets`, { token: user.token })).status).toBe(409);
    expect((await callApi(`PATCH ${path}`, { token: user.token, body: { name: "Again" } })).status).toBe(409);
    const query = new URLSearchParams({ client_id: app.clientId, response_type: "code" });
    expect((await callApi(`GET /oauth/authorize?${query}`)).json.error).toBe("invalid_client");
    expect((await callApi(`DELETE ${path}`, { token: user.token })).status).toBe(204);
  });

  it("ends with it at any depth: a key that it made, that key's app, an added secret, its access token", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const key = await makeKey((await makeKey(pat.secret)).secret);
    const app = await makeApp(key.secret);
    const second = await addSecret(key.secret, app);
    const tokens = [await clientToken(app), await clientToken(second)];
    for (const token of tokens) expect(await status(token)).toBe(200);
    await deletePat(user, pat.id);
    for (const token of tokens) expect(await status(token)).toBe(401);
    expect([await tokenStatus(app), await tokenStatus(second)]).toEqual([401, 401]);
  });

  it("ends though nothing announced the end of its token: each load looks at what the app comes from", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const app = await makeApp((await makeKey(pat.secret)).secret);
    const token = await clientToken(app);
    await open().database.prisma.personalAccessToken.delete({ where: { id: pat.id } });
    open().directory.forgetAll();
    open().oauthApps.forgetAll();
    expect([await status(token), await tokenStatus(app)]).toEqual([401, 401]);
  });

  it("issues no token that outlives it, and nothing once it has expired", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const app = await makeApp(pat.secret);
    const session = await createApp(user);
    const added = await addSecret(pat.secret, session);
    clock.advance(dayMs - 600_000);
    for (const of of [app, added]) {
      const form = { grant_type: "client_credentials", client_id: of.clientId, client_secret: of.secret };
      expect((await postForm("/oauth/token", form)).json.expires_in).toBe(600);
    }
    clock.advance(600_000);
    expect([await tokenStatus(app), await tokenStatus(added), await tokenStatus(session)]).toEqual([401, 401, 200]);
    const views = [await view(user, app), await view(user, session)];
    expect(views).toMatchObject([{ status: "ended" }, { status: "active", secrets: [{ expires_at: null }] }]);
    clock.set(Date.now());
  });

  it("is made by none that is being deleted at the same moment: what there is afterwards is dead", async () => {
    const user = await createUser({ plan: "enterprise" });
    const app = await createApp(user);
    for (let round = 0; round < 5; round++) {
      const pat = await makePat(user);
      const token = pat.secret;
      const answers = await Promise.all([
        deletePat(user, pat.id),
        callApi("POST /v1/oauth-apps", { token, body: wanted }),
        callApi("POST /v1/oauth-apps", { token, body: wanted }),
        callApi(`POST /v1/oauth-apps/${app.clientId}/secrets`, { token }),
        callApi("POST /v1/registration-tokens", { token }),
      ]);
      for (const { json } of answers.slice(1, 4)) {
        if (!json.client_secret) continue;
        const clientId = json.app?.client_id ?? app.clientId;
        expect(await tokenStatus({ clientId, secret: json.client_secret })).toBe(401);
      }
      const { token: registering } = answers[4]?.json ?? {};
      if (registering) expect((await register(registering)).status).toBe(401);
    }
  });
});

describe("a secret that a personal access token added", () => {
  it("ends with it, with the tokens that were issued for it; the app, its other secret and its users go on", async () => {
    const user = await createUser({ plan: "pro" });
    const app = await createApp(user);
    const first = await clientToken(app);
    const consented = await tokensOfUser(app, user);
    const pat = await makePat(user);
    const added = await addSecret(pat.secret, app);
    const second = await clientToken(added);
    const stolen = await tokensOfUser(added, user);
    expect([await status(second), await status(stolen.access_token ?? "")]).toEqual([200, 200]);
    await deletePat(user, pat.id);
    expect([await status(second), await status(stolen.access_token ?? ""), await tokenStatus(added)]).toEqual([
      401, 401, 401,
    ]);
    const kept = [await status(first), await status(consented.access_token ?? ""), await tokenStatus(app)];
    expect(kept).toEqual([200, 200, 200]);
    expect(await view(user, app)).toMatchObject({ status: "active", users: 1, secrets: [{ expires_at: null }] });
    expect(await tokenStatus(await addSecret(user.token, app))).toBe(200);
  });
});

describe("an OAuth app that a key made", () => {
  it("can do no more than it, from nowhere else, and gets no more by a change, whoever asks", async () => {
    const user = await createUser({ plan: "pro" });
    const key = await makeKey(user.token);
    const app = await makeApp(key.secret);
    const token = await clientToken(app);
    expect(await write(token)).toBe(201);
    const narrower = { scopes: ["organization:admin", "prompts:read"], ip_allowlist: ["203.0.113.0/24"] };
    await callApi(`PATCH /api/v1/api-keys/${key.id}`, { token: user.token, body: narrower });
    expect([await status(token), await status(token, "203.0.113.9")]).toEqual([403, 200]);
    const later = await clientToken(app);
    expect(JSON.parse(Buffer.from(later.split(".")[1] ?? "", "base64url").toString()).scope).toBe("prompts:read");
    const change = (scopes: string[]) =>
      callApi(`PATCH /v1/oauth-apps/${app.clientId}`, { token: user.token, body: { scopes } });
    expect((await change(["prompts:read", "prompts:write"])).status).toBe(403);
    expect((await change(["prompts:read", "webhooks:read"])).status).toBe(403);
    expect((await change(["prompts:read"])).status).toBe(200);
  });

  it("counts on its own limit", async () => {
    const user = await createUser({ plan: "pro" });
    const key = await makeKey(user.token, { rate_limit: 4 });
    const app = await makeApp(key.secret);
    const token = await clientToken(await addSecret(key.secret, app));
    expect([await status(token), await status(key.secret), await status(token)]).toEqual([200, 200, 429]);
  });

  it("goes on while the key's place is taken by rotation, unless it is to end, and ends with the last of them", async () => {
    const user = await createUser({ plan: "pro" });
    const rotate = async (id: string, body: object) =>
      (await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: user.token, body })).json.data.id as string;
    const key = await makeKey(user.token);
    const app = await makeApp(key.secret);
    const token = await clientToken(app);
    const next = await rotate(key.id, { grace_period_seconds: 0 });
    expect([await status(token), await tokenStatus(app)]).toEqual([200, 200]);
    await revokeKey(user, next);
    expect([await status(token), await tokenStatus(app)]).toEqual([401, 401]);
    const other = await makeKey(user.token);
    const ended = await makeApp(other.secret);
    const issued = await clientToken(ended);
    await rotate(other.id, { grace_period_seconds: 0, descendants: true });
    expect([await status(issued), await tokenStatus(ended)]).toEqual([401, 401]);
  });
});

const register = (token: string, more: object = {}) =>
  callApi("POST /oauth/register", {
    token,
    body: { client_name: "Agent", redirect_uris: wanted.redirect_uris, ...more },
  });

describe("a registration token", () => {
  it("lasts no longer than the personal access token that made it, and ends with it and what registered with it", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const { json } = await callApi("POST /v1/registration-tokens", { token: pat.secret });
    expect(json.expires_at).toBe(wholeSecond(new Date(clock.now() + dayMs)));
    const grants = { grant_types: ["client_credentials"], redirect_uris: [], response_types: [] };
    const registered = await register(json.token, grants);
    expect(registered.status, registered.text).toBe(201);
    const app = { clientId: registered.json.client_id, secret: registered.json.client_secret };
    const token = await clientToken(app);
    const { registration_access_token: managingToken } = registered.json;
    const read = () => callApi(`GET /oauth/register/${app.clientId}`, { token: managingToken });
    expect([await status(token), (await read()).status]).toEqual([200, 200]);
    await deletePat(user, pat.id);
    expect((await register(json.token)).status).toBe(401);
    expect((await callApi("GET /v1/registration-tokens", { token: user.token })).json.data).toEqual([]);
    expect([await status(token), await tokenStatus(app), (await read()).status]).toEqual([401, 401, 401]);
  });

  it("that a session made leaves its apps alone when it is revoked; one of a key ends with the key, and they do", async () => {
    const user = await createUser({ plan: "pro" });
    const key = await makeKey(user.token);
    const grants = { grant_types: ["client_credentials"], redirect_uris: [], response_types: [] };
    const apps: TestApp[] = [];
    for (const token of [user.token, key.secret]) {
      const { json } = await callApi("POST /v1/registration-tokens", { token });
      const registered = (await register(json.token, grants)).json;
      apps.push({ clientId: registered.client_id, secret: registered.client_secret });
    }
    const tokens = (await callApi("GET /v1/registration-tokens", { token: user.token })).json.data;
    for (const { id } of tokens) await callApi(`DELETE /v1/registration-tokens/${id}`, { token: user.token });
    expect([await tokenStatus(apps[0] as TestApp), await tokenStatus(apps[1] as TestApp)]).toEqual([200, 200]);
    await revokeKey(user, key.id);
    expect([await tokenStatus(apps[0] as TestApp), await tokenStatus(apps[1] as TestApp)]).toEqual([200, 401]);
  });
});

describe("a changed password", () => {
  it("ends the apps and secrets that tokens made; what a session made goes on", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await makePat(user);
    const [made, kept] = [await makeApp(pat.secret), await createApp(user)];
    const added = await addSecret(pat.secret, kept);
    const tokens = [await clientToken(made), await clientToken(added), await clientToken(kept)];
    const body = { current_password: testPassword, new_password: "another passphrase entirely" };
    await callApi("PUT /api/v1/users/me/password", { token: user.token, body });
    expect(await Promise.all(tokens.map((token) => status(token)))).toEqual([401, 401, 200]);
    expect([await tokenStatus(made), await tokenStatus(added), await tokenStatus(kept)]).toEqual([401, 401, 200]);
  });
});

it("an app of a token's making holds no more than the role that its user has left", async () => {
  const [owner, admin] = [await createUser({ plan: "pro" }), await createUser()];
  const { prisma } = open().database;
  const member = { organizationId: owner.principal.organizationId, userId: admin.id };
  await prisma.membership.create({ data: { ...member, role: "admin" } });
  const secret = await createKey(owner, { scopes: [...managing] });
  const app = await makeApp(secret.secret, { scopes: ["organization:admin", "prompts:read"] });
  const pat = await prisma.personalAccessToken.create({
    data: {
      ...member,
      id: "tok_demoted",
      name: "CI",
      secretHash: "x",
      secretHint: "x",
      createdAt: new Date(clock.now()),
      expiresAt: new Date(clock.now() + dayMs),
    },
  });
  await prisma.oAuthApp.update({
    where: { id: app.clientId },
    data: { createdByTokenId: pat.id, createdByKeyId: null },
  });
  open().oauthApps.forgetAll();
  const manage = async (token: string) => (await callApi("GET /v1/oauth-apps", { token })).status;
  const scopeOf = async () =>
    JSON.parse(Buffer.from((await clientToken(app)).split(".")[1] ?? "", "base64url").toString()).scope;
  expect(await scopeOf()).toBe("organization:admin prompts:read");
  const { token } = owner;
  const demoted = await callApi(`PATCH /v1/organization/members/${admin.id}`, { token, body: { role: "member" } });
  expect(demoted.status).toBe(200);
  expect(await scopeOf()).toBe("prompts:read");
  expect(await manage(await clientToken(app))).toBe(403);
});
