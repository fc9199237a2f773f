import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { reseal } from "@/lib/features/secrets/reseal";
import { secretsStatus } from "@/lib/features/secrets/status";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { fingerprintsOf, type SecretName } from "@/lib/platform/secrets-mark";
import type { Settings } from "@/lib/platform/settings";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, appCode, newBrowser, signInOnPage, signInWithPasskey } from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { clientToken, createApp, type TestApp } from "@/lib/testing/oauth";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { createTeam, inviteLink } from "@/lib/testing/team";
import { openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";
import { jobHandlers } from "./background";
import { holdRuntime, type OpenRuntime } from "./open-runtime";

const github = await startGitHubStandIn();
const { clock, open } = useTestRuntime({
  settings: { github: { ...gitHubClient, url: github.url, apiUrl: github.url } },
});

const opened: OpenRuntime[] = [];
let addresses = 0;
const send = (target: string, body: object) => callApi(target, { body, address: `198.18.1.${++addresses}` });

beforeEach(async () => {
  clock.set(Date.now());
  await open().database.pool.query("DELETE FROM deployment_secrets");
  await note(open());
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  holdRuntime(open());
});
afterAll(() => github.close());

const note = async ({ settings, database }: OpenRuntime) =>
  noteSecrets(database.pool, await fingerprintsOf(settings), randomUUID());

/** Starts a process with other secrets, which notes them as a server does. */
async function start(own: Partial<Settings>): Promise<OpenRuntime> {
  const next = await openInPlace(open(), own);
  opened.push(next);
  await note(next);
  return next;
}

const former = (own: Partial<Settings["formerSecrets"]>) => ({
  formerSecrets: { jwtSecret: [], nextAuthSecret: [], keyPepper: [], encryptionKey: [], ...own },
});
const fresh = (name: string) => `${name} `.replace(" ", "-").repeat(4) + randomUUID();

async function needsOf(name: SecretName): Promise<Record<string, number>> {
  const [status] = (await secretsStatus()).filter((one) => one.name === name);
  const needs = status?.former.flatMap(({ needed_by }) => needed_by) ?? [];
  return Object.fromEntries(needs.map(({ kind, count }) => [kind, count]));
}

const me = async (token: string) => (await callApi("GET /api/user/me", { token })).status;

describe("a new JWT_SECRET before the old one", () => {
  it("takes tokens of both, and signs with the new one alone; what the status counts is what ends with the old one", async () => {
    const { jwtSecret } = open().settings;
    const next = fresh("jwt");
    const old = await createUser();
    await start({ jwtSecret: next, ...former({ jwtSecret: [jwtSecret] }) });
    const young = await createUser();
    expect([await me(old.token), await me(young.token)]).toEqual([200, 200]);
    expect((await needsOf("JWT_SECRET"))["session tokens"]).toBeGreaterThanOrEqual(1);
    await start({ jwtSecret: next });
    expect([await me(old.token), await me(young.token)]).toEqual([401, 200]);
  });
});

describe("a new NEXTAUTH_SECRET before the old one", () => {
  it("keeps sessions of the dashboard, a form that is open and a sign-in that is at its provider", async () => {
    const { nextAuthSecret } = open().settings;
    const next = fresh("nextauth");
    const user = await createUser();
    const [signedIn, onForm, atProvider] = [newBrowser(), newBrowser(), newBrowser()];
    await signInOnPage(signedIn, user.email);
    const { csrfToken } = (await onForm.call("GET /api/auth/csrf")).json;
    const started = await atProvider.call("GET /api/auth/github");
    const persona = { login: "octo", name: "Octo", email: "octo@example.test", verified: true };
    const back = await atProvider.answerProvider(started.headers.get("location") ?? "", persona);

    await start({ nextAuthSecret: next, ...former({ nextAuthSecret: [nextAuthSecret] }) });
    const session = async () => (await signedIn.call("GET /api/dashboard/v1/prompts")).status;
    expect(await session()).toBe(200);
    const form = await onForm.call("POST /api/auth/callback/credentials", {
      body: new URLSearchParams({ csrfToken, email: user.email, password: testPassword, json: "true" }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect([form.status, form.json.url]).toEqual([200, expect.not.stringContaining("error")]);
    const arrived = await atProvider.call(back);
    expect(arrived.headers.get("location")).not.toContain("error");
    expect(atProvider.cookies.has("next-auth.session-token")).toBe(true);
    expect((await needsOf("NEXTAUTH_SECRET"))["dashboard sessions"]).toBeGreaterThanOrEqual(1);

    await start({ nextAuthSecret: next });
    // Those that signed in since hold cookies of the new secret.
    const later = [await session(), (await onForm.call("GET /api/dashboard/v1/prompts")).status];
    expect(later).toEqual([401, 200]);
  });
});

describe("a new KEY_PEPPER before the old one", () => {
  it("loses no key, token, client secret, code, link or invitation; the status counts what has not been shown since", async () => {
    const { keyPepper } = open().settings;
    const next = fresh("pepper");
    const user = await createUser({ plan: "pro" });
    const team = await createTeam();
    const pat = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "laptop" } })).json.token;
    const [used, idle] = [await createKey(user, { scopes: ["prompts:read"] }), await createKey(user)];
    const app = await createApp(user);
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const { secret, recoveryCodes } = await addApp(browser, clock.now());
    const invited = await createUser();
    const invitation = await inviteLink(team.owner, invited.email);
    const forgetful = await createUser();
    await send("POST /api/auth/forgot-password", { email: forgetful.email });
    await open().jobs.runDue(jobHandlers);
    const mail = await open().database.prisma.mail.findFirstOrThrow({
      where: { recipient: forgetful.email, text: { contains: "#token=" } },
      orderBy: { createdAt: "desc" },
    });
    const link = /#token=([A-Za-z0-9]+)/.exec(mail.text)?.[1];
    const { mfa_token } = (await send("POST /api/auth/login", { email: user.email, password: testPassword })).json;

    const both = { keyPepper: next, ...former({ keyPepper: [keyPepper] }) };
    const rotated = await start(both);
    const before = await needsOf("KEY_PEPPER");
    expect(before).toMatchObject({
      "personal access tokens": 1,
      "client secrets of OAuth apps": 1,
      "recovery codes": 10,
    });
    const prompts = async (token: string) => (await callApi("GET /v1/prompts", { token })).status;
    expect([await me(pat), await prompts(used.secret)]).toEqual([200, 200]);
    expect(await clientToken(app)).toEqual(expect.any(String));
    const accept = { token: invited.token, body: { token: invitation } };
    expect((await callApi("POST /api/user/invitations/accept", accept)).status).toBe(200);
    const reset = { token: link, new_password: "another good passphrase" };
    expect((await send("POST /api/auth/reset-password", reset)).status).toBe(204);
    const [code = "", spare = ""] = recoveryCodes;
    const finish = (answer: object) => send("POST /api/auth/login/mfa", { mfa_token, ...answer });
    expect((await finish({ recovery_code: code })).status).toBe(200);
    const young = await createKey(user);

    await rotated.flush();
    const after = await needsOf("KEY_PEPPER");
    expect(after).toMatchObject({ "recovery codes": 9, "API keys": (before["API keys"] ?? 0) - 1 });
    expect(after).not.toHaveProperty("personal access tokens");
    expect(after).not.toHaveProperty("client secrets of OAuth apps");

    await start({ keyPepper: next });
    const alone = [await me(pat), await prompts(used.secret), (await open().directory.checkBearer(young.secret)).ok];
    expect(alone).toEqual([200, 200, expect.any(Boolean)]);
    expect(await clientToken(app)).toEqual(expect.any(String));
    // What was counted is what ends with the old pepper.
    const meToo = async (token: string) => (await callApi("GET /api/v1/users/me", { token })).status;
    expect([await meToo(idle.secret), await meToo(young.secret)]).toEqual([401, 200]);
    const again = (await send("POST /api/auth/login", { email: user.email, password: testPassword })).json;
    const last = (answer: object) => send("POST /api/auth/login/mfa", { mfa_token: again.mfa_token, ...answer });
    expect((await last({ recovery_code: spare })).status).toBe(401);
    clock.advance(30_000);
    expect((await last({ code: appCode(secret, clock.now()) })).status).toBe(200);
  });

  it("still finds what a device added whose name moves to the new pepper, for the owner who says that it was not them", async () => {
    const { keyPepper } = open().settings;
    const user = await createUser();
    const device = newBrowser();
    await signInOnPage(device, user.email);
    const mail = await open().database.prisma.mail.findFirstOrThrow({ where: { recipient: user.email } });
    const authenticator = createSoftwareAuthenticator();
    expect((await addPasskey(device, authenticator)).status).toBe(201);
    await start({ keyPepper: fresh("pepper"), ...former({ keyPepper: [keyPepper] }) });
    const { prisma } = open().database;
    const added = () => prisma.passkey.findMany({ where: { userId: user.id } });
    const [before] = await added();
    expect((await signInWithPasskey(device, authenticator)).status).toBe(200);
    const [after] = await added();
    expect(after?.addedOnDevice).not.toBe(before?.addedOnDevice);
    // As if it had been added before the device was told of: only who added it is left to go by.
    await prisma.passkey.updateMany({ where: { userId: user.id }, data: { createdAt: new Date(0) } });
    const token = /#token=([A-Za-z0-9]+)/.exec(mail.text)?.[1];
    expect((await send("POST /api/auth/not-me", { token })).status).toBe(200);
    expect(await added()).toEqual([]);
  });
});

describe("a new ENCRYPTION_KEY before the old one", () => {
  it("opens what is sealed under both, and lets the old one go once all is sealed anew", async () => {
    const { encryptionKey } = open().settings;
    const next = fresh("encryption");
    const user = await createUser({ plan: "enterprise" });
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const { secret } = await addApp(browser, clock.now());
    const app = await createApp(user);
    await clientToken(app);
    const hook = { url: "https://hooks.example.com/room", events: ["prompt.created"] };
    expect((await callApi("POST /v1/webhooks", { token: user.token, body: hook })).status).toBe(201);
    const idempotent = { token: user.token, body: { name: "once" }, headers: { "idempotency-key": randomUUID() } };
    const first = await callApi("POST /api/v1/api-keys", idempotent);

    await start({ encryptionKey: next, ...former({ encryptionKey: [encryptionKey] }) });
    await works(user.email, secret, app);
    expect((await callApi("POST /api/v1/api-keys", idempotent)).text).toBe(first.text);
    const before = await needsOf("ENCRYPTION_KEY");
    expect(before).toMatchObject({ "webhook secrets": 1, "answers kept for repetitions": 1 });
    expect(before["signing keys"]).toBeGreaterThan(0);
    const moved = await reseal("reseal");
    expect(moved.find(({ kind }) => kind === "webhook secrets")).toMatchObject({ former: 1, unreadable: 0 });
    expect(await needsOf("ENCRYPTION_KEY")).toEqual({ "sign-ins under way": 1 });

    await start({ encryptionKey: next });
    await works(user.email, secret, app);
    expect((await callApi("POST /api/v1/api-keys", idempotent)).text).toBe(first.text);
    const [status] = (await secretsStatus()).filter(({ name }) => name === "ENCRYPTION_KEY");
    expect(status?.unreadable).toEqual([]);
  });
});

/** What needs sealed secrets: a code of an app, and an access token. */
async function works(email: string, secret: string, app: TestApp): Promise<void> {
  clock.advance(60_000);
  const { mfa_token } = (await send("POST /api/auth/login", { email, password: testPassword })).json;
  const code = appCode(secret, clock.now());
  expect((await send("POST /api/auth/login/mfa", { mfa_token, code })).status).toBe(200);
  expect(await clientToken(app)).toEqual(expect.any(String));
}
