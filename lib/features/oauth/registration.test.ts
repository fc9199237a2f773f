import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, decideAs, postForm } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createRegistrationToken } from "./registration-tokens";

const { clock } = useTestRuntime();
let owner: TestUser;
let token: string;

const metadata = {
  client_name: "Agent",
  redirect_uris: ["https://agent.example/callback"],
  token_endpoint_auth_method: "none",
};

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  owner = await createUser({ plan: "enterprise" });
  token = (await createRegistrationToken(owner.principal)).token;
});

describe("dynamic registration", () => {
  it("needs an initial access token, and makes an app of the token's organization with no administrator's scope", async () => {
    const without = await callApi("POST /oauth/register", { body: metadata });
    expect([without.status, without.json.error]).toEqual([401, "invalid_token"]);
    expect((await callApi("POST /oauth/register", { body: metadata, token: "iat_wrong" })).status).toBe(401);
    const made = await callApi("POST /oauth/register", { body: metadata, token });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({ client_id: expect.stringMatching(/^client_/), client_name: "Agent" });
    expect(made.json.scope).not.toContain("admin");
    const app = await runtime().database.prisma.oAuthApp.findUnique({ where: { id: made.json.client_id } });
    expect(app).toMatchObject({ organizationId: owner.principal.organizationId, dynamic: true, verified: false });
  });

  it("refuses what a client may not say: its organization, keys to fetch, addresses that no app may have", async () => {
    const tries = [
      { org_id: "org_other" },
      { jwks_uri: "http://169.254.169.254/latest" },
      { redirect_uris: ["http://agent.example/callback"] },
      { redirect_uris: ["javascript:alert(1)"] },
      { scope: "everything openid" },
      { redirect_uris: Array.from({ length: 21 }, (_, index) => `https://agent.example/${index}`) },
      { client_name: "x".repeat(101) },
      { client_name: "Good\u202eliveE" },
      { client_name: "Good\nApp" },
      { client_name: "\ud800" },
      { client_uri: "javascript:alert(1)" },
      { client_uri: `https://agent.example/${"x".repeat(500)}` },
    ];
    for (const more of tries) {
      const answer = await callApi("POST /oauth/register", { body: { ...metadata, ...more }, token });
      expect([more, answer.status]).toEqual([more, 400]);
      expect(answer.json.error).toMatch(/^invalid_(client_metadata|redirect_uri)$/);
    }
  });

  it("gives an app no more than the token's maker could hand on, at first and later", async () => {
    const key = await createKey(owner, { scopes: ["organization:admin", "prompts:read"] });
    const made = await callApi("POST /v1/oauth-apps/registration-tokens", { token: key.secret });
    const register = (more: object) =>
      callApi("POST /oauth/register", { body: { ...metadata, ...more }, token: made.json.token });
    const some = await register({ scope: "openid prompts:read prompts:write everything" });
    expect([some.status, some.json.scope]).toEqual([201, "prompts:read"]);
    const beyond = await register({ scope: "prompts:write" });
    expect([beyond.status, beyond.json.error]).toEqual([400, "invalid_client_metadata"]);
    const app = (await register({})).json;
    expect(app.scope).toBe("prompts:read");
    const path = `PUT /oauth/register/${app.client_id}`;
    const change = { ...metadata, client_id: app.client_id };
    const kept = await callApi(path, { body: change, token: app.registration_access_token });
    expect([kept.status, kept.json.scope]).toEqual([200, "prompts:read"]);
    const body = { ...change, scope: "prompts:read organization:admin" };
    const grown = await callApi(path, { body, token: kept.json.registration_access_token });
    expect([grown.status, grown.json.error]).toEqual([400, "invalid_client_metadata"]);
    const stored = await runtime().database.prisma.oAuthApp.findUnique({ where: { id: app.client_id } });
    expect(stored?.scopes).toEqual(["prompts:read"]);
  });

  describe("for what an agent needs at first", () => {
    const redirect_uri = "https://agent.example/callback";
    const secretly = { ...metadata, token_endpoint_auth_method: "client_secret_post", scope: "reports:read" };
    const grant_types = ["authorization_code", "refresh_token", "client_credentials"];

    async function registered(by = token) {
      const made = await callApi("POST /oauth/register", { body: { ...secretly, grant_types }, token: by });
      expect(made.status, made.text).toBe(201);
      return { client_id: made.json.client_id, client_secret: made.json.client_secret, answer: made.json };
    }
    type Registered = Awaited<ReturnType<typeof registered>>;
    const client = ({ client_id, client_secret }: Registered) => ({ client_id, client_secret });

    /** What the app gets when its user agrees to a request; the error where it may not ask. */
    async function asking(app: Registered, scope: string | null): Promise<string> {
      const query = { client_id: app.client_id, redirect_uri, response_type: "code", state: "s" };
      const url = `/oauth/authorize?${new URLSearchParams(scope === null ? query : { ...query, scope })}`;
      const organization = owner.principal.organizationId;
      const back = await decideAs(await browserOf(owner), url, { organization, decision: "allow" });
      const code = back.searchParams.get("code");
      if (code === null) return back.searchParams.get("error") ?? "";
      const form = { grant_type: "authorization_code", code, redirect_uri, ...client(app) };
      const { json } = await postForm("/oauth/token", form);
      const again = { grant_type: "refresh_token", refresh_token: json.refresh_token, ...client(app) };
      expect((await postForm("/oauth/token", again)).json.scope).toBe(json.scope);
      const check = await runtime().directory.checkBearer(json.access_token);
      expect(check).toMatchObject({ ok: true, record: { principal: { scopes: json.scope.split(" ") } } });
      return json.scope;
    }

    it("lets the app ask its users for the next endpoint's scope, and gives each time what the request names", async () => {
      const app = await registered();
      expect(app.answer.scope).toBe("reports:read");
      expect(await asking(app, "reports:read")).toBe("reports:read");
      expect(await asking(app, "prompts:write")).toBe("prompts:write");
      expect(await asking(app, null)).toBe("reports:read");
      expect(await asking(app, "organization:admin")).toBe("invalid_scope");
    });

    it("gives the app by itself, and its later registrations, what it registered for alone", async () => {
      const app = await registered();
      const own = (scope: string) =>
        postForm("/oauth/token", { grant_type: "client_credentials", scope, ...client(app) });
      expect((await own("reports:read prompts:write")).json.scope).toBe("reports:read");
      expect((await own("prompts:write")).json.error).toBe("invalid_scope");
      const read = await callApi(`GET /oauth/register/${app.client_id}`, {
        token: app.answer.registration_access_token,
      });
      expect(read.json.scope).toBe("reports:read");
    });

    it("never goes beyond what the token's maker could hand on", async () => {
      const key = await createKey(owner, { scopes: ["organization:admin", "prompts:read", "reports:read"] });
      const made = await callApi("POST /v1/oauth-apps/registration-tokens", { token: key.secret });
      const app = await registered(made.json.token);
      expect(await asking(app, "prompts:read")).toBe("prompts:read");
      expect(await asking(app, "prompts:write")).toBe("invalid_scope");
    });

    it("ends where an administrator changes the app's scopes: then the app has these alone", async () => {
      const app = await registered();
      const path = `/v1/oauth-apps/${app.client_id}`;
      const seen = await callApi(`GET ${path}`, { token: owner.token });
      expect(seen.json.scopes).toEqual(["reports:read"]);
      expect(seen.json.consent_scopes).toContain("prompts:write");
      const body = { scopes: ["reports:read", "prompts:read"] };
      const changed = await callApi(`PATCH ${path}`, { token: owner.token, body });
      expect([changed.status, changed.json.consent_scopes]).toEqual([200, []]);
      expect(await asking(app, "prompts:read")).toBe("prompts:read");
      expect(await asking(app, "prompts:write")).toBe("invalid_scope");
    });
  });

  it("gives no app without a secret a token for itself, neither one that registers nor one that did (RFC 6749 4.4)", async () => {
    const grant_types = ["authorization_code", "client_credentials"];
    const { client_id, grant_types: given } = (
      await callApi("POST /oauth/register", { body: { ...metadata, grant_types }, token })
    ).json;
    expect(given).toEqual(["authorization_code"]);
    const ask = () => postForm("/oauth/token", { grant_type: "client_credentials", client_id });
    expect([(await ask()).status, (await ask()).json.error]).toEqual([400, "unauthorized_client"]);
    await runtime().changes.commit(async (tx) => {
      await tx.oAuthApp.update({ where: { id: client_id }, data: { grantTypes: grant_types } });
      return { result: undefined, subjects: [`app:${client_id}`] };
    });
    expect([(await ask()).status, (await ask()).json.error]).toEqual([400, "unauthorized_client"]);
  });

  it("leaves out grants and members that there are not, and takes an empty member for an absent one", async () => {
    const more = {
      grant_types: ["authorization_code", "implicit", "urn:other"],
      response_types: ["code", "token"],
      scope: null,
      client_uri: "",
      logo_uri: "",
      tos_uri: null,
    };
    const made = await callApi("POST /oauth/register", { body: { ...metadata, ...more }, token });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({ grant_types: ["authorization_code"], response_types: ["code"] });
    expect(made.json.scope).toContain("prompts:read");
    for (const name of ["id_token_signed_response_alg", "subject_type", "require_auth_time", "org_id", "client_uri"]) {
      expect(made.json).not.toHaveProperty(name);
    }
    const none = await callApi("POST /oauth/register", { body: { ...metadata, grant_types: ["implicit"] }, token });
    expect([none.status, none.json.error]).toEqual([400, "invalid_client_metadata"]);
  });

  it("ignores what OpenID would have it say, at first and later (RFC 7591 section 2)", async () => {
    const openid = {
      application_type: "anything",
      default_max_age: "soon",
      id_token_signed_response_alg: "none",
      require_auth_time: true,
      subject_type: "pairwise",
      userinfo_signed_response_alg: 7,
      software_id: "agent",
    };
    const made = await callApi("POST /oauth/register", { body: { ...metadata, ...openid }, token });
    expect(made.status, made.text).toBe(201);
    const { client_id, registration_access_token } = made.json;
    const body = { ...metadata, ...openid, client_id, scope: "openid prompts:read" };
    const changed = await callApi(`PUT /oauth/register/${client_id}`, { body, token: registration_access_token });
    expect([changed.status, changed.json.scope]).toEqual([200, "prompts:read"]);
    const again = { ...body, scope: "openid" };
    const emptied = await callApi(`PUT /oauth/register/${client_id}`, {
      body: again,
      token: changed.json.registration_access_token,
    });
    expect([emptied.status, emptied.json.error]).toEqual([400, "invalid_client_metadata"]);
  });

  it("shows a secret once, and manages the registration by its own token alone (RFC 7592)", async () => {
    const body = { ...metadata, token_endpoint_auth_method: "client_secret_post" };
    const made = (await callApi("POST /oauth/register", { body, token })).json;
    expect(made.client_secret).toMatch(/^secret_/);
    const path = `/oauth/register/${made.client_id}`;
    const read = await callApi(`GET ${path}`, { token: made.registration_access_token });
    expect([read.status, read.json.client_secret]).toEqual([200, undefined]);
    const stored = await runtime().database.prisma.oAuthAppSecret.findMany({ where: { appId: made.client_id } });
    expect(JSON.stringify([read.json, stored])).not.toContain(made.client_secret);
    const change = { ...body, client_id: made.client_id, client_name: " Cafe\u0301\u3000" };
    const changed = await callApi(`PUT ${path}`, { body: change, token: made.registration_access_token });
    expect(changed.status, changed.text).toBe(200);
    expect([changed.json.client_name, changed.json.client_secret]).toEqual(["Caf\u00e9", undefined]);
    expect((await callApi(`GET ${path}`, { token: made.registration_access_token })).status).toBe(401);
    const current = changed.json.registration_access_token;
    expect((await callApi(`DELETE ${path}`, { token: current })).status).toBe(204);
    expect(await runtime().database.prisma.oAuthApp.count({ where: { id: made.client_id } })).toBe(0);
    const told = await runtime().database.prisma.event.findMany({
      where: { subjectId: made.client_id, organizationId: owner.principal.organizationId },
      orderBy: { type: "asc" },
    });
    expect(told.map(({ type, actorId }) => [type, actorId])).toEqual([
      ["app.created", owner.id],
      ["app.deleted", null],
      ["app.updated", null],
    ]);
  });
});
