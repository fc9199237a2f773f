import { createHash, randomBytes } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { pruneArtifacts } from "@/lib/tenancy/prune-artifacts";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, postForm, type TestApp, TestBrowser } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { grantConsent } from "./decide";

const { clock } = useTestRuntime();
let user: TestUser;
let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
  app = await createApp(user, { scopes: ["prompts:read", "prompts:write", "organization:admin"] });
});

beforeEach(async () => {
  browser = await browserOf(user);
});

function authorizeUrl(params: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: "https://app.example.test/callback",
    response_type: "code",
    scope: "prompts:read",
    state: "s",
    ...params,
  });
  return `/oauth/authorize?${query}`;
}

function authorize(url: string, organization = user.principal.organizationId, decision = "allow"): Promise<URL> {
  return decideAs(browser, url, { organization, decision });
}

const client = () => ({ client_id: app.clientId, client_secret: app.secret });

async function redeem(back: URL, more: Record<string, string> = {}) {
  const code = back.searchParams.get("code") ?? "";
  const form = {
    grant_type: "authorization_code",
    ...client(),
    code,
    redirect_uri: "https://app.example.test/callback",
  };
  return postForm("/oauth/token", { ...form, ...more });
}

describe("the authorization code grant", () => {
  it("leads by the consent page to a code, and the code to tokens as document 003 shows them", async () => {
    const back = await authorize(authorizeUrl());
    expect(back.href).toMatch(/^https:\/\/app\.example\.test\/callback\?code=/);
    expect([back.searchParams.get("state"), back.searchParams.get("iss")]).toEqual(["s", "http://localhost:3000"]);
    const answer = await redeem(back);
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^rt_[0-9A-Za-z]{43}$/),
      scope: "prompts:read",
    });
    const payload = JSON.parse(Buffer.from(answer.json.access_token.split(".")[1], "base64url").toString());
    expect(payload).toMatchObject({ sub: user.id, aud: app.clientId, org_id: user.principal.organizationId });
    expect((await callApi("GET /v1/prompts", { token: answer.json.access_token })).status).toBe(200);
    const rows = await runtime().database.prisma.oAuthArtifact.findMany();
    expect(JSON.stringify(rows)).not.toContain(answer.json.refresh_token);
    expect(JSON.stringify(rows)).not.toContain(back.searchParams.get("code"));
  });

  it("does not ask again for what the user agreed to, unless the app asks for more or for the question", async () => {
    await authorize(authorizeUrl());
    const again = await browser.call(`GET ${authorizeUrl()}`);
    expect(again.headers.get("location")).toMatch(/^https:\/\/app\.example\.test\/callback\?code=/);
    const silent = await browser.call(`GET ${authorizeUrl({ prompt: "none" })}`);
    expect(silent.headers.get("location")).toMatch(/code=/);
    for (const params of [{ scope: "prompts:write" }, { prompt: "consent" }] as Record<string, string>[]) {
      const asked = await browser.call(`GET ${authorizeUrl(params)}`);
      expect(asked.headers.get("location")).toMatch(/^\/consent\//);
    }
    const elsewhere = new TestBrowser("nobody");
    const none = await elsewhere.call(`GET ${authorizeUrl({ prompt: "none" })}`);
    expect(none.headers.get("location")).toContain("error=login_required");
  });

  it("gives organization:admin to an app only where the user is an administrator", async () => {
    const owner = await createUser();
    const { prisma } = runtime().database;
    const organizationId = owner.principal.organizationId;
    await prisma.membership.create({ data: { organizationId, userId: user.id, role: "member" } });
    const back = await authorize(authorizeUrl({ scope: "prompts:read organization:admin" }), organizationId);
    const answer = await redeem(back);
    expect(answer.json.scope).toBe("prompts:read");
    const own = await authorize(authorizeUrl({ scope: "prompts:read organization:admin", prompt: "consent" }));
    expect((await redeem(own)).json.scope).toBe("prompts:read organization:admin");
    // The membership's end is the token's, and the refresh token's.
    const token = answer.json.access_token;
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    await runtime().changes.commit(async (tx) => {
      await tx.membership.delete({ where: { organizationId_userId: { organizationId, userId: user.id } } });
      return { result: undefined, subjects: [`user:${user.id}`] };
    });
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
    const form = { grant_type: "refresh_token", ...client(), refresh_token: answer.json.refresh_token };
    expect((await postForm("/oauth/token", form)).json.error).toBe("invalid_grant");
  });

  it("answers parallel refreshes alike, and ends the family when a token comes back after the window", async () => {
    const { json } = await redeem(await authorize(authorizeUrl()));
    const form = { grant_type: "refresh_token", ...client(), refresh_token: json.refresh_token };
    const answers = await Promise.all(Array.from({ length: 5 }, () => postForm("/oauth/token", form)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const next = answers[0]?.json;
    clock.advance(31_000);
    expect((await postForm("/oauth/token", form)).json.error).toBe("invalid_grant");
    expect((await callApi("GET /v1/prompts", { token: next.access_token })).status).toBe(401);
    const after = await postForm("/oauth/token", { ...form, refresh_token: next.refresh_token });
    expect(after.json.error).toBe("invalid_grant");
    const where = { type: "app.replayed", subjectId: client().client_id };
    const events = await runtime().database.prisma.event.findMany({ where });
    expect(events).toMatchObject([{ actorId: null, data: { user_id: user.id, shown: "refresh_token" } }]);
    expect(JSON.stringify(events)).not.toContain(json.refresh_token);
    clock.set(Date.now());
  });

  it("lets one of ten parallel redemptions win and keep what it won, until the code comes back later", async () => {
    const back = await authorize(authorizeUrl());
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(back)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const token = won[0]?.json.access_token;
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    clock.advance(5);
    expect((await redeem(back)).json.error).toBe("invalid_grant");
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
  });

  it("refuses what cannot be kept or is not worth keeping, before anything of it is", async () => {
    const { oAuthArtifact } = runtime().database.prisma;
    const before = await oAuthArtifact.count({ where: { model: "Interaction" } });
    for (const params of [{ state: "a\0" }, { client_id: "a\0" }, { login_hint: "\0" }] as Record<string, string>[]) {
      expect((await browser.call(`GET ${authorizeUrl(params)}`)).status).toBe(400);
    }
    const state = "x".repeat(8_192);
    expect((await browser.call(`GET ${authorizeUrl({ state })}`)).status).toBe(413);
    expect((await postForm("/oauth/par", { ...client(), state })).status).toBe(413);
    expect(await oAuthArtifact.count({ where: { model: "Interaction" } })).toBe(before);
  });

  it("makes no grant under a membership that is just ending", async () => {
    const owner = await createUser();
    const organizationId = owner.principal.organizationId;
    const { pool, prisma } = runtime().database;
    await prisma.membership.create({ data: { organizationId, userId: user.id, role: "member" } });
    const ending = await pool.connect();
    try {
      await ending.query("BEGIN");
      await ending.query("DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2", [
        organizationId,
        user.id,
      ]);
      const session = { id: user.principal.credentialId, userId: user.id };
      const granting = grantConsent({ appId: app.clientId, session, organizationId }, ["prompts:read"]);
      const refused = expect(granting).rejects.toThrow("no member");
      await untilWaitedFor(ending);
      await ending.query("COMMIT");
      await refused;
    } finally {
      ending.release();
    }
    expect(await prisma.oAuthArtifact.count({ where: { organizationId } })).toBe(0);
  });

  it("keeps nothing readable of a refresh once its window is long over", async () => {
    const { json } = await redeem(await authorize(authorizeUrl()));
    const form = { grant_type: "refresh_token", ...client(), refresh_token: json.refresh_token };
    expect((await postForm("/oauth/token", form)).status).toBe(200);
    const { database } = runtime();
    const sealed = async () =>
      (await database.pool.query("SELECT 1 FROM oauth_artifacts WHERE payload ? 'answer'")).rowCount;
    expect(await sealed()).toBeGreaterThan(0);
    await pruneArtifacts(database.pool, clock.now() + 601_000);
    expect(await sealed()).toBe(0);
  });

  it("needs the verifier of its challenge (RFC 7636)", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const code_challenge = createHash("sha256").update(verifier).digest("base64url");
    const ask = () => authorize(authorizeUrl({ code_challenge, code_challenge_method: "S256" }));
    expect((await redeem(await ask())).json.error).toBe("invalid_grant");
    expect((await redeem(await ask(), { code_verifier: verifier })).status).toBe(200);
  });
});

describe("a changed password", () => {
  it("ends what apps were allowed: access tokens and refresh tokens", async () => {
    const person = await createUser();
    const theirs = await browserOf(person);
    const choice = { organization: person.principal.organizationId, decision: "allow" };
    const back = await decideAs(theirs, authorizeUrl(), choice);
    const { access_token: token, refresh_token } = (await redeem(back)).json;
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    const changed = await callApi("PUT /api/v1/users/me/password", {
      token: person.token,
      body: { current_password: testPassword, new_password: "another passphrase entirely" },
    });
    expect(changed.status).toBe(200);
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
    const refreshed = await postForm("/oauth/token", { grant_type: "refresh_token", ...client(), refresh_token });
    expect([refreshed.status, refreshed.json.error]).toEqual([400, "invalid_grant"]);
  });
});
