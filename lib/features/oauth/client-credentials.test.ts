import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { clientToken, createApp, postForm, type TestApp, tokensOfUser } from "@/lib/testing/oauth";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { deleteApp, updateApp } from "./apps";

const { clock } = useTestRuntime();
let owner: TestUser;
let app: TestApp;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  owner = await createUser({ plan: "enterprise" });
  app = await createApp(owner);
});

function decode(token: string) {
  const [header, payload] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header, payload };
}

describe("the token of an app for itself", () => {
  it("is the one that document 003 shows", async () => {
    const form = {
      grant_type: "client_credentials",
      client_id: app.clientId,
      client_secret: app.secret,
      scope: "prompts:read",
    };
    const answer = await postForm("/oauth/token", form);
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      scope: "prompts:read",
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { header, payload } = decode(answer.json.access_token);
    expect(header).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
    expect(payload).toEqual({
      sub: app.clientId,
      iss: "http://localhost:3000",
      aud: app.clientId,
      iat: expect.any(Number),
      exp: payload.iat + 3600,
      scope: "prompts:read",
      org_id: owner.principal.organizationId,
      client_id: app.clientId,
      jti: expect.any(String),
    });
  });

  it("has all of the app's scopes where none are named, and never one that the app was not registered for", async () => {
    expect(decode(await clientToken(app)).payload.scope).toBe("prompts:read prompts:write");
    const form = { grant_type: "client_credentials", client_id: app.clientId, client_secret: app.secret };
    const answer = await postForm("/oauth/token", { ...form, scope: "prompts:read organization:admin" });
    expect([answer.status, answer.json.scope]).toEqual([200, "prompts:read"]);
    expect(decode(answer.json.access_token).payload.scope).toBe("prompts:read");
  });

  it("takes the secret by HTTP Basic as well, and no wrong one", async () => {
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${app.clientId}:${secret}`).toString("base64")}`,
    });
    const form = { grant_type: "client_credentials" };
    expect((await postForm("/oauth/token", form, { headers: basic(app.secret) })).status).toBe(200);
    const wrong = await postForm("/oauth/token", form, { headers: basic(`${app.secret}x`) });
    expect([wrong.status, wrong.json.error, wrong.headers.get("www-authenticate")]).toEqual([
      401,
      "invalid_client",
      expect.stringContaining("Basic"),
    ]);
  });

  it("works at the API with its scopes, in the app's organization", async () => {
    const token = await clientToken(app, { scope: "prompts:read" });
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    const refused = await callApi("POST /v1/prompts", {
      token,
      body: { name: "a", description: "", visibility: "private" },
    });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      expect.stringContaining("prompts:write"),
    ]);
    const writing = await clientToken(app);
    const made = await callApi("POST /v1/prompts", {
      token: writing,
      body: { name: "a", description: "", visibility: "private" },
    });
    expect(made.status).toBe(201);
    const row = await runtime().database.prisma.prompt.findFirst({ where: { name: "a" } });
    expect(row?.organizationId).toBe(owner.principal.organizationId);
  });

  it("ends at once when it is revoked, when the app loses a scope, and when the app is deleted", async () => {
    const works = async (token: string) => (await callApi("GET /v1/prompts", { token })).status;
    const credentials = { client_id: app.clientId, client_secret: app.secret };
    const first = await clientToken(app);
    expect(await works(first)).toBe(200);
    const revoked = await postForm("/oauth/revoke", { token: first, ...credentials });
    expect([revoked.status, revoked.json]).toEqual([200, {}]);
    expect(await works(first)).toBe(401);
    const second = await clientToken(app);
    expect(await works(second)).toBe(200);
    await updateApp(owner.principal, app.clientId, { scopes: ["prompts:read"] });
    expect(await works(second)).toBe(401);
    const third = await clientToken(app);
    expect(await works(third)).toBe(200);
    await deleteApp(owner.principal, app.clientId);
    expect(await works(third)).toBe(401);
    app = await createApp(owner);
  });

  it("never brings back a scope that the app lost while it was being issued", async () => {
    const token = await clientToken(app);
    const where = { id: app.clientId };
    await runtime().database.prisma.oAuthApp.update({ where, data: { scopes: ["reports:read"] } });
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(403);
    await runtime().database.prisma.oAuthApp.update({ where, data: { scopes: ["prompts:read", "prompts:write"] } });
  });

  it("for a resource names that resource as its audience (RFC 8707) and is one of RFC 9068", async () => {
    const token = await clientToken(app, { resource: "http://localhost:3000/v1" });
    const { header, payload } = decode(token);
    expect([header.typ, payload.aud]).toEqual(["at+jwt", "http://localhost:3000/v1"]);
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    const form = { grant_type: "client_credentials", client_id: app.clientId, client_secret: app.secret };
    const elsewhere = await postForm("/oauth/token", { ...form, resource: "https://elsewhere.example" });
    expect([elsewhere.status, elsewhere.json.error]).toEqual([400, "invalid_target"]);
  });
});

describe("introspection", () => {
  it("tells an app only of its own organization's tokens", async () => {
    const token = await clientToken(app);
    const ask = async (asking: TestApp) =>
      (await postForm("/oauth/introspect", { token, client_id: asking.clientId, client_secret: asking.secret })).json;
    const sibling = await createApp(owner);
    const stranger = await createApp(await createUser());
    expect(await ask(app)).toMatchObject({
      active: true,
      client_id: app.clientId,
      scope: "prompts:read prompts:write",
    });
    expect(await ask(sibling)).toMatchObject({ active: true, org_id: owner.principal.organizationId });
    expect(await ask(stranger)).toEqual({ active: false });
  });

  it("calls a member's token active only while the organization's policy lets it pass, as the API does", async () => {
    const { id, owner: founder, member } = await createTeam();
    const asking = await createApp(founder);
    const { access_token: token } = await tokensOfUser(asking, member);
    const form = { token, client_id: asking.clientId, client_secret: asking.secret };
    const isActive = async () => (await postForm("/oauth/introspect", form)).json.active;
    const passes = async () => (await callApi("GET /v1/prompts", { token })).status;
    const changed = (change: (tx: PrismaSession) => Promise<unknown>, subject: string) =>
      runtime().changes.commit(async (tx) => {
        await change(tx);
        return { result: undefined, subjects: [subject] };
      });
    expect([await isActive(), await passes()]).toEqual([true, 200]);
    const policy = { organizationId: id, secondFactorFrom: new Date(clock.now() - 1_000) };
    await changed((tx) => tx.organizationPolicy.create({ data: policy }), `org:${id}`);
    expect([await isActive(), await passes()]).toEqual([false, 403]);
    const factor = { id: "passkey", userId: member.id, name: "Key", publicKey: new Uint8Array([1]) };
    await changed((tx) => tx.passkey.create({ data: factor }), `user:${member.id}`);
    expect([await isActive(), await passes()]).toEqual([true, 200]);
    await changed((tx) => tx.passkey.deleteMany(), `user:${member.id}`);
    // What is stopped for a while can be ended for good.
    expect((await postForm("/oauth/revoke", form)).status).toBe(200);
    await changed((tx) => tx.organizationPolicy.deleteMany(), `org:${id}`);
    expect([await isActive(), await passes()]).toEqual([false, 401]);
  });

  it("knows tokens, not their identifiers, which others may read", async () => {
    const { payload } = decode(await clientToken(app));
    const form = { client_id: app.clientId, client_secret: app.secret };
    expect((await postForm("/oauth/introspect", { ...form, token: payload.jti })).json).toEqual({ active: false });
  });
});

it("is not outlived by an identity token that a service is shown of its caller", async () => {
  const token = await clientToken(app);
  const { exp } = decode(token).payload;
  clock.set(exp * 1_000 - 20_000);
  const { status, headers } = await callApi("GET /api/v1/forward-auth?product=prompts&identity=true", { token });
  clock.set(Date.now());
  expect([status, decode(headers.get("x-latchkey-identity") ?? "").payload.exp]).toEqual([200, exp]);
});
