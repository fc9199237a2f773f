import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobHandlers } from "@/lib/background";
import type { OpenRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import {
  createKey,
  createUser,
  makeInstanceAdmin,
  proveAddress,
  type TestUser,
  testPassword,
} from "@/lib/testing/factories";
import { addApp, addPasskey, appCode, newBrowser, signedInUser, signInWithPasskey } from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { browserOf, clientToken, createApp, decideAs, postForm, tokensOfUser } from "@/lib/testing/oauth";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { actFor, createTeam, inviteLink, join } from "@/lib/testing/team";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { findingAbout } from "@/lib/watch/finding";
import { raiseAlert } from "@/lib/watch/raise-alert";

const issuer = await startOidcIssuer({ now: () => clock.now() });
const github = await startGitHubStandIn();
afterAll(() => Promise.all([issuer.stop(), github.close()]));
const { clock, open } = useTestRuntime({
  settings: {
    trustedIssuers: [{ issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true }],
    github: { ...gitHubClient, url: github.url, apiUrl: github.url },
  },
});

let admin: TestUser;
beforeAll(async () => {
  // The OAuth library reads the system's time.
  clock.set(Date.now());
  admin = await createUser({ email: "admin@example.test" });
});

const act = (id: string, action: string, token = admin.token) =>
  callApi(`POST /api/v1/admin/users/${id}/${action}`, { token });
const suspend = (id: string, token?: string) => act(id, "suspend", token);
const reactivate = (id: string, token?: string) => act(id, "reactivate", token);
const login = (email: string, password = testPassword) =>
  callApi("POST /api/auth/login", { body: { email, password } });
const demote = ({ id }: TestUser) =>
  callApi(`PATCH /api/v1/admin/users/${id}`, { token: admin.token, body: { instance_admin: false } });
const eventsOf = (organizationId: string, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId, type } });

type Credential = { token: string; target: string; returns: boolean };

/** One of every kind of credential that acts as a user, with a request that it opens. */
async function everyKindOf(user: TestUser): Promise<Record<string, Credential>> {
  const { json: pat } = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI" } });
  const { json: made } = await callApi("POST /api/v1/api-keys", {
    token: pat.token,
    body: { name: "Made by the token", scopes: ["prompts:read"] },
  });
  const tokens = await grantedTokens(user);
  return {
    "a session token": { token: user.token, target: "GET /api/user/me", returns: false },
    "a personal access token": { token: pat.token, target: "GET /api/user/me", returns: true },
    "a key without scopes": { token: (await createKey(user)).secret, target: "GET /api/v1/users/me", returns: true },
    "a key that a token made": { token: made.key, target: "GET /v1/prompts", returns: true },
    "an OAuth access token": { token: tokens.access_token ?? "", target: "GET /v1/prompts", returns: false },
  };
}

const redirectUri = "https://app.example.test/callback";
let app: { clientId: string; secret: string };

async function grantedTokens(user: TestUser): Promise<Record<string, string>> {
  app = await createApp(admin);
  return tokensOfUser(app, user);
}

const statusesOf = async (credentials: Record<string, Credential>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(credentials).map(
        async ([kind, { token, target }]) => [kind, (await callApi(target, { token })).status] as const,
      ),
    ),
  );

const refusedBy = async ({ directory }: OpenRuntime, token: string) => !(await directory.checkBearer(token)).ok;

describe("a suspended user", () => {
  it("is refused with every kind of credential from the next request on, in every process; with what did not end again once reactivated", async () => {
    const user = await createUser({ plan: "pro" });
    const credentials = await everyKindOf(user);
    const cookie = await dashboardHeaders(user);
    const page = async () => (await callApi("GET /api/dashboard/account", { headers: cookie })).status;
    const all = (status: number) => Object.fromEntries(Object.keys(credentials).map((kind) => [kind, status]));
    const second = await openBeside(open());
    try {
      expect(await statusesOf(credentials)).toEqual(all(200));
      expect(await page()).toBe(200);
      for (const { token } of Object.values(credentials)) expect(await refusedBy(second, token)).toBe(false);

      expect((await suspend(user.id)).json.data.suspended_at).not.toBeNull();
      expect(await statusesOf(credentials)).toEqual(all(401));
      expect(await page()).toBe(401);
      for (const [kind, { token }] of Object.entries(credentials)) {
        await expect.poll(() => refusedBy(second, token), { timeout: 5_000, message: kind }).toBe(true);
      }
      // A process that starts now reads it from the database.
      const third = await openBeside(open());
      for (const { token } of Object.values(credentials)) expect(await refusedBy(third, token)).toBe(true);
      await third.close();

      expect((await reactivate(user.id)).json.data.suspended_at).toBeNull();
      const kept = Object.entries(credentials).map(([kind, { returns }]) => [kind, returns ? 200 : 401]);
      expect(await statusesOf(credentials)).toEqual(Object.fromEntries(kept));
      expect(await page()).toBe(401);
      expect((await login(user.email)).status).toBe(200);
    } finally {
      await second.close();
    }
  }, 180_000);

  it("gets no new token for a refresh token, and none for an authorization that was under way", async () => {
    const user = await createUser({ plan: "pro" });
    const { refresh_token = "" } = await grantedTokens(user);
    const browser = await browserOf(user);
    await suspend(user.id);
    const client = { client_id: app.clientId, client_secret: app.secret };
    const refreshed = await postForm("/oauth/token", { grant_type: "refresh_token", ...client, refresh_token });
    expect([refreshed.status, refreshed.json.error]).toEqual([400, "invalid_grant"]);
    const query = new URLSearchParams({
      client_id: app.clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "prompts:read",
    });
    const decision = { organization: user.principal.organizationId, decision: "allow" };
    expect((await decideAs(browser, `/oauth/authorize?${query}`, decision)).pathname).toBe("/sign-in");
    await reactivate(user.id);
    const again = await postForm("/oauth/token", { grant_type: "refresh_token", ...client, refresh_token });
    expect(again.status).toBe(400);
  });

  it("is told so after the right password alone; a stranger gets what everybody gets", async () => {
    const user = await createUser();
    await suspend(user.id);
    const right = await login(user.email);
    expect([right.status, right.json.error.message]).toEqual([403, "This account is suspended"]);
    const wrong = await login(user.email, "not the password at all");
    const unknown = await login("no-one-at-all@example.test", "not the password at all");
    expect([wrong.status, wrong.json]).toEqual([401, unknown.json]);
    expect(await open().database.prisma.session.count({ where: { userId: user.id } })).toBe(0);
  });

  it("is let in by no passkey, no provider and no second step that was under way, and by each once reactivated", async () => {
    const { user, browser } = await signedInUser();
    const authenticator = createSoftwareAuthenticator();
    expect((await addPasskey(browser, authenticator)).status).toBe(201);
    const { secret } = await addApp(browser, clock.now());
    const persona = { login: "octo", name: "Octo", email: "octo@example.test", verified: true };
    const viaGitHub = async () => {
      const guest = newBrowser();
      const started = await guest.call("GET /api/auth/github");
      const back = await guest.answerProvider(started.headers.get("location") ?? "", persona);
      return (await guest.call(back)).headers.get("location");
    };
    expect(await viaGitHub()).toBe("/dashboard");
    const octo = await open().database.prisma.user.findUniqueOrThrow({ where: { email: persona.email } });
    const waiting = (await login(user.email)).json;
    clock.advance(60_000);
    const finish = (mfa_token: string) =>
      callApi("POST /api/auth/login/mfa", { body: { mfa_token, code: appCode(secret, clock.now()) } });
    for (const id of [user.id, octo.id]) await suspend(id);

    const byPasskey = await signInWithPasskey(newBrowser(), authenticator);
    expect([byPasskey.status, byPasskey.json.error.message]).toEqual([403, "This account is suspended"]);
    expect(await viaGitHub()).toContain("error=suspended");
    expect((await finish(waiting.mfa_token)).status).toBe(401);
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(401);
    const owners = { userId: { in: [user.id, octo.id] } };
    expect(await open().database.prisma.session.count({ where: owners })).toBe(0);

    for (const id of [user.id, octo.id]) await reactivate(id);
    expect((await signInWithPasskey(newBrowser(), authenticator)).status).toBe(200);
    expect(await viaGitHub()).toBe("/dashboard");
    expect((await finish((await login(user.email)).json.mfa_token)).status).toBe(200);
  });

  it("is refused with a trusted issuer's token and with what it is exchanged for, until reactivated", async () => {
    const token = issuer.token("employee");
    const call = async (shown: string) => (await callApi("GET /api/v1/users/me", { token: shown })).status;
    const { json } = await callApi("GET /auth/clerk-token", { token });
    expect([await call(token), await call(json.token)]).toEqual([200, 200]);
    const { userId } = await open().database.prisma.identity.findFirstOrThrow({ where: { subject: "employee" } });
    await suspend(userId);
    expect([await call(token), await call(json.token)]).toEqual([401, 401]);
    expect((await callApi("GET /auth/clerk-token", { token })).status).toBe(401);
    await reactivate(userId);
    expect([await call(token), await call(json.token)]).toEqual([200, 401]);
  });

  it("stops no key with scopes that a session made, nor an app that acts for itself: these are the organization's", async () => {
    const { owner, member, id } = await createTeam();
    const { secret } = await createKey(member, { scopes: ["prompts:read"] });
    const own = await clientToken(await createApp(owner));
    await suspend(member.id);
    await suspend(owner.id);
    for (const token of [secret, own]) expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    const members = await open().database.prisma.membership.count({ where: { organizationId: id } });
    expect(members).toBe(3);
  });

  it("shows the keys that stopped as suspended to the organization, by state and in the list, and the others as active", async () => {
    const { owner, member } = await createTeam();
    const { json: pat } = await callApi("POST /api/user/tokens", { token: member.token, body: { name: "CI" } });
    await callApi("POST /api/v1/api-keys", { token: member.token, body: { name: "acts for them" } });
    const scoped = { scopes: ["prompts:read"] };
    await callApi("POST /api/v1/api-keys", { token: pat.token, body: { name: "made by the token", ...scoped } });
    await callApi("POST /api/v1/api-keys", { token: member.token, body: { name: "the organization's", ...scoped } });
    const names = async (status: string) => {
      const { json } = await callApi(`GET /api/v1/api-keys?status=${status}`, { token: owner.token });
      expect(json.data.map((key: { status: string }) => key.status)).toEqual(json.data.map(() => status));
      return json.data.map(({ name }: { name: string }) => name).toSorted();
    };
    expect(await names("suspended")).toEqual([]);
    await suspend(member.id);
    expect(await names("suspended")).toEqual(["acts for them", "made by the token"]);
    expect(await names("active")).toEqual(["the organization's"]);
    await reactivate(member.id);
    expect(await names("active")).toHaveLength(3);
  });

  it("vouches for no key of a trusted service while suspended", async () => {
    const voucher = await createUser();
    await makeInstanceAdmin(voucher);
    const { json: signedIn } = await login(voucher.email);
    const body = { name: "Gateway", scopes: ["keys:verify"] };
    const { json, text } = await callApi("POST /api/v1/api-keys", { token: signedIn.access_token, body });
    expect(json.data?.status ?? text).toBe("active");
    const ask = async () =>
      (await callApi("POST /api/v1/keys/verify", { token: json.key, body: { key: json.key } })).status;
    expect(await ask()).toBe(200);
    await suspend(voucher.id);
    expect(await ask()).toBe(401);
    await reactivate(voucher.id);
    expect(await ask()).toBe(200);
    await demote(voucher);
  });

  it("makes nothing with a request that was let in just before", async () => {
    const { owner, member } = await createTeam();
    const made = await Promise.all([
      ...Array.from({ length: 4 }, () =>
        callApi("POST /api/v1/api-keys", { token: member.token, body: { name: "late" } }),
      ),
      suspend(member.id),
      ...Array.from({ length: 4 }, () =>
        callApi("POST /api/user/tokens", { token: member.token, body: { name: "late" } }),
      ),
    ]);
    expect(made.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect((await callApi("GET /v1/organization", { token: owner.token })).status).toBe(200);
    // What came first counts for nothing now.
    for (const { status, json } of made) {
      const secret = status === 201 ? (json.key ?? json.token) : null;
      if (secret) expect((await callApi("GET /api/v1/users/me", { token: secret })).status).toBe(401);
    }
    expect((await callApi("POST /api/user/tokens", { token: member.token, body: { name: "later" } })).status).toBe(401);
  });
});

describe("suspending", () => {
  it("is recorded for the administrator's organization, with their address, and for the user's own, without it", async () => {
    const user = await createUser();
    const call = { token: admin.token, address: "203.0.113.9" };
    await callApi(`POST /api/v1/admin/users/${user.id}/suspend`, call);
    await callApi(`POST /api/v1/admin/users/${user.id}/suspend`, call);
    const [told, ...more] = await eventsOf(user.id, "user.suspended");
    expect(more).toEqual([]);
    expect(told).toMatchObject({ actorId: admin.id, subjectId: user.id, data: { outcome: "success", sessions: 1 } });
    expect(told?.data).not.toHaveProperty("address");
    const own = await eventsOf(admin.principal.organizationId, "user.suspended");
    expect(own.find(({ subjectId }) => subjectId === user.id)?.data).toMatchObject({ address: "203.0.113.9" });
    const mails = await open().database.prisma.mail.findMany({ where: { recipient: user.email } });
    expect(mails.map(({ subject }) => subject)).toEqual(["Your Latchkey account is suspended"]);
    // Of all that stops, keys of an organization of their own too.
    expect(mails[0]?.text).toContain("any key or app of an organization in which you are the only one");
  });

  it("is refused for oneself, for the last administrator and by those who are none", async () => {
    expect((await suspend(admin.id)).status).toBe(409);
    const other = await createUser();
    expect((await suspend(admin.id, other.token)).status).toBe(403);
    expect((await suspend("none")).status).toBe(404);
    await makeInstanceAdmin(other);
    // Of two who suspend each other at once one stays.
    const answers = await Promise.all([suspend(other.id), suspend(admin.id, other.token)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await open().database.prisma.user.findMany({ where: { instanceAdmin: true, suspendedAt: null } });
    expect(left).toHaveLength(1);
    const [first] = left;
    const token = first?.id === admin.id ? admin.token : other.token;
    expect((await suspend(first?.id ?? "", token)).status).toBe(409);
    expect((await act(admin.id, "reactivate", token)).status).toBe(200);
    admin = { ...admin, token: (await login(admin.email)).json.access_token };
    await demote(other);
  });

  it("leaves a suspended administrator no count: the other one is then the last", async () => {
    const other = await createUser();
    await makeInstanceAdmin(other);
    await suspend(other.id);
    expect((await demote(admin)).status).toBe(409);
    const remove = { token: admin.token, body: { password: testPassword } };
    expect((await callApi("DELETE /api/user/me", remove)).status).toBe(409);
    const { json } = await callApi(`GET /api/v1/admin/users/${admin.id}`, { token: admin.token });
    expect(json.data.last_administrator).toBe(true);
    await demote(other);
  });

  it("stops what their own organization owns, keys and apps, in every process, until somebody of it is let in", async () => {
    const user = await createUser({ plan: "pro" });
    const key = await createKey(user, { scopes: ["prompts:read", "organization:admin"] });
    const own = await createApp(user);
    const other = await createUser({ plan: "pro" });
    const credentials = {
      "a key with scopes": { token: key.secret, target: "GET /v1/prompts", returns: true },
      "an app that acts for itself": { token: await clientToken(own), target: "GET /v1/prompts", returns: true },
      "an app that acts for somebody else": {
        token: (await tokensOfUser(own, other)).access_token,
        target: "GET /v1/prompts",
        returns: true,
      },
    };
    const guest = await proveAddress(await createUser());
    const link = await inviteLink(user, guest.email);
    const accept = () => callApi("POST /api/user/invitations/accept", { token: guest.token, body: { token: link } });
    const form = { grant_type: "client_credentials", client_id: own.clientId, client_secret: own.secret };
    const all = (status: number) => Object.fromEntries(Object.keys(credentials).map((kind) => [kind, status]));
    const second = await openBeside(open());
    try {
      expect(await statusesOf(credentials)).toEqual(all(200));
      for (const { token } of Object.values(credentials)) expect(await refusedBy(second, token)).toBe(false);
      const { json } = await callApi(`GET /api/v1/admin/users/${user.id}`, { token: admin.token });
      expect(json.data.access).toMatchObject({ organization_keys: 1, attended_keys: 0 });

      await suspend(user.id);
      expect(await statusesOf(credentials)).toEqual(all(401));
      for (const [kind, { token }] of Object.entries(credentials)) {
        await expect.poll(() => refusedBy(second, token), { timeout: 20_000, message: kind }).toBe(true);
      }
      expect((await postForm("/oauth/token", form)).status).toBe(401);
      expect((await accept()).status).toBe(404);

      await reactivate(user.id);
      expect(await statusesOf(credentials)).toEqual(all(200));
      expect((await accept()).status).toBe(200);
      // Somebody else answers for it now.
      await suspend(user.id);
      expect(await statusesOf(credentials)).toEqual(all(200));
      await callApi("POST /api/user/organization/leave", { token: (await actFor(guest, user.id)).token });
      expect(await statusesOf(credentials)).toEqual(all(401));
    } finally {
      await second.close();
    }
  });

  it("keeps a member's invitations and their place, and mails them nothing of the organization meanwhile", async () => {
    const { owner } = await createTeam();
    const member = await join(owner, "admin");
    const guest = await proveAddress(await createUser());
    const link = await inviteLink(member, guest.email);
    await suspend(member.id);
    const accepted = await callApi("POST /api/user/invitations/accept", { token: guest.token, body: { token: link } });
    expect(accepted.status).toBe(200);
    const { json } = await callApi("GET /v1/organization/members", { token: owner.token });
    const members = json.data.map(({ email }: { email: string }) => email);
    expect(members).toEqual(expect.arrayContaining([owner.email, member.email, guest.email]));

    const found = { kind: "new_network", atMs: clock.now(), details: { network: "203.0.113.0/24" } } as const;
    const raised = await raiseAlert(findingAbout(owner.principal, found));
    expect(raised).toBe(true);
    await open().jobs.runDue(jobHandlers);
    const mails = await open().database.prisma.mail.findMany({ where: { subject: "First use from a new network" } });
    const told = mails.map(({ recipient }) => recipient);
    expect([told.includes(owner.email), told.includes(member.email)]).toEqual([true, false]);
  });
});
