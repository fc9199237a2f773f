import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp, postForm } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
let owner: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  clock.set(Date.now());
  owner = await createUser({ plan: "enterprise" });
  stranger = await createUser({ plan: "enterprise" });
});

const wanted = { name: "App", redirect_uris: ["https://a.example/cb"], scopes: ["prompts:read"] };

describe("OAuth apps", () => {
  it("are made with a secret that is shown once and stored as a hash", async () => {
    const made = await callApi("POST /v1/oauth-apps", { token: owner.token, body: wanted });
    expect(made.status, made.text).toBe(201);
    expect(made.json.client_secret).toMatch(/^secret_[0-9A-Za-z]{40}$/);
    const read = await callApi(`GET /v1/oauth-apps/${made.json.app.client_id}`, { token: owner.token });
    const rows = await runtime().database.prisma.oAuthAppSecret.findMany();
    expect(JSON.stringify([read.json, rows])).not.toContain(made.json.client_secret);
  });

  it("refuse addresses, grants and scopes that do not go together, and fields that are not theirs to set", async () => {
    const bad = [
      { redirect_uris: ["http://a.example/cb"] },
      { redirect_uris: ["https://a.example/cb#x"] },
      { redirect_uris: ["https://*.example/cb"] },
      { redirect_uris: ["javascript:alert(1)"] },
      { redirect_uris: ["https://a.example\\@b.example/cb"] },
      { redirect_uris: ["https:a.example/cb"] },
      { redirect_uris: ["https://a,b;script-src/cb"] },
      { redirect_uris: ["https://a.example/\u0001"] },
      { redirect_uris: ["https://пример.example/cb"] },
      { redirect_uris: ["http://localhost./cb"] },
      { redirect_uris: [] },
      { grant_types: ["client_credentials"], auth_method: "none" },
      { scopes: ["read:memories"] },
      { scopes: [] },
      { verified: true },
      { organization_id: "other" },
      { name: "a\0b" },
      { name: "a\u202eb" },
      { name: "\ud800" },
      { description: "a\u2066b" },
    ];
    for (const more of bad) {
      const answer = await callApi("POST /v1/oauth-apps", { token: owner.token, body: { ...wanted, ...more } });
      expect([more, answer.status]).toEqual([more, 400]);
    }
  });

  it("stay in their organization: another tenant finds none, a test key manages none, a key hands on no scope that it lacks", async () => {
    const app = await createApp(owner);
    const path = `/v1/oauth-apps/${app.clientId}`;
    for (const target of [`GET ${path}`, `DELETE ${path}`, `POST ${path}/secrets`, `POST ${path}/revoke`]) {
      expect([target, (await callApi(target, { token: stranger.token })).status]).toEqual([target, 404]);
    }
    expect((await callApi("GET /v1/oauth-apps", { token: stranger.token })).json.data).toEqual([]);
    const test = await createKey(owner, { scopes: ["organization:admin"], environment: "development" });
    expect((await callApi("GET /v1/oauth-apps", { token: test.secret })).status).toBe(403);
    const key = await createKey(owner, { scopes: ["organization:admin"] });
    expect((await callApi("POST /v1/oauth-apps", { token: key.secret, body: wanted })).status).toBe(403);
    // With a secret the key could get the app's own tokens.
    expect((await callApi(`POST ${path}/secrets`, { token: key.secret })).status).toBe(403);
  });

  it("keep what they asked of themselves when something else about them changes", async () => {
    const { id } = await runtime().database.prisma.oAuthApp.create({
      data: {
        id: "client_strict",
        organizationId: owner.principal.organizationId,
        name: "Strict",
        authMethod: "none",
        redirectUris: wanted.redirect_uris,
        grantTypes: ["authorization_code"],
        scopes: wanted.scopes,
        metadata: { require_pushed_authorization_requests: true },
      },
    });
    const path = `PATCH /v1/oauth-apps/${id}`;
    expect((await callApi(path, { token: owner.token, body: { name: "Renamed" } })).status).toBe(200);
    const query = new URLSearchParams({
      client_id: id,
      redirect_uri: wanted.redirect_uris[0] ?? "",
      response_type: "code",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    const begun = await callApi(`GET /oauth/authorize?${query}`);
    expect(begun.headers.get("location")).toContain("Pushed+Authorization+Request+must+be+used");
  });

  it("have at most two secrets, also when many are asked for at once, and never none", async () => {
    const app = await createApp(owner);
    const path = `/v1/oauth-apps/${app.clientId}`;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => callApi(`POST ${path}/secrets`, { token: owner.token })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const second = answers.find(({ status }) => status === 201)?.json;
    const works = async (secret: string) =>
      (
        await postForm("/oauth/token", {
          grant_type: "client_credentials",
          client_id: app.clientId,
          client_secret: secret,
        })
      ).status;
    expect([await works(app.secret), await works(second.client_secret)]).toEqual([200, 200]);
    const { secrets } = (await callApi(`GET ${path}`, { token: owner.token })).json;
    const first = secrets.find(({ id }: { id: string }) => id !== second.id);
    expect((await callApi(`DELETE ${path}/secrets/${first.id}`, { token: owner.token })).status).toBe(204);
    expect([await works(app.secret), await works(second.client_secret)]).toEqual([401, 200]);
    expect((await callApi(`DELETE ${path}/secrets/${second.id}`, { token: owner.token })).status).toBe(409);
  });
});
