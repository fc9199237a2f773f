import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { type ApiAnswer, callApi } from "@/lib/testing/call-api";
import { proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, appCode, newBrowser, signedInUser, signInOnPage } from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const github = await startGitHubStandIn();
afterAll(() => github.close());

const { clock, open } = useTestRuntime({
  settings: {
    github: { ...gitHubClient, url: github.url, apiUrl: github.url },
    redirectOrigins: ["https://app.example.test"],
  },
});

beforeEach(() => clock.set(Date.now()));

const stepMs = 30_000;
let addresses = 0;

/** Sends from an address of its own, so that the limit by address counts nothing twice. */
function send(target: string, body: object): Promise<ApiAnswer> {
  const count = ++addresses;
  return callApi(target, { body, address: `198.18.${count >> 8}.${count & 255}` });
}

const login = ({ email }: TestUser, password = testPassword) => send("POST /api/auth/login", { email, password });
const finish = (mfa_token: string, answer: object) => send("POST /api/auth/login/mfa", { mfa_token, ...answer });
const me = (token: string) => callApi("GET /api/user/me", { token });

/** Somebody whose authenticator app is set up; the next step's code is not used yet. */
async function withApp() {
  const { user, browser } = await signedInUser();
  const { secret, recoveryCodes } = await addApp(browser, clock.now());
  clock.advance(stepMs);
  return { user, browser, secret, recoveryCodes };
}

async function firstStep(user: TestUser): Promise<string> {
  const answer = await login(user);
  expect(answer.status).toBe(401);
  return answer.json.mfa_token;
}

const eventsOf = async ({ id }: TestUser, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId: id, type }, orderBy: { createdAt: "asc" } });

describe("a program's sign-in", () => {
  it("is as document 000 shows it for an account without a second factor", async () => {
    const { user } = await signedInUser();
    const answer = await login(user);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json).toSorted()).toEqual(["access_token", "token_type", "user"]);
  });

  it("is a 401 that names the second step where there is one, and that step answers what the login would have", async () => {
    const { user, secret } = await withApp();
    const asked = await login(user);
    expect(asked.status).toBe(401);
    expect(asked.json).toEqual({
      error: { code: "MFA_REQUIRED", message: expect.any(String) },
      mfa_required: true,
      mfa_token: expect.stringMatching(/^[0-9A-Za-z]{40}$/),
      expires_in: 300,
      methods: ["totp", "recovery_code"],
    });
    const done = await finish(asked.json.mfa_token, { code: appCode(secret, clock.now()) });
    expect(done.status).toBe(200);
    expect(done.json).toMatchObject({ token_type: "bearer", user: { id: user.id, email: user.email } });
    expect((await me(done.json.access_token)).status).toBe(200);
  });

  it("is the same under /api/v1, in document 004's frame", async () => {
    const { user, secret } = await withApp();
    const asked = await send("POST /api/v1/auth/login", { email: user.email, password: testPassword });
    expect(asked.status).toBe(401);
    expect(asked.json).toMatchObject({
      success: false,
      error: "mfa_required",
      errors: [{ code: "MFA_REQUIRED" }],
      mfa_required: true,
      methods: ["totp", "recovery_code"],
    });
    const { mfa_token } = asked.json;
    const done = await send("POST /api/v1/auth/login/mfa", { mfa_token, code: appCode(secret, clock.now()) });
    expect(done.status).toBe(200);
    expect(done.json).toMatchObject({ user: { id: user.id, email: user.email }, token: expect.any(String) });
  });

  it("tells a wrong password before it says anything of a second factor", async () => {
    const { user } = await withApp();
    const [known, unknown] = [await login(user, "wrong password"), await login({ ...user, email: "no@example.test" })];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect(known.json).not.toHaveProperty("mfa_required");
  });

  it("notes in the session how its user signed in, and in the audit log", async () => {
    const { user, secret } = await withApp();
    await finish(await firstStep(user), { code: appCode(secret, clock.now()) });
    const session = await open().database.prisma.session.findFirst({
      where: { userId: user.id, kind: "api" },
      orderBy: { createdAt: "desc" },
    });
    expect(session?.methods).toEqual(["pwd", "otp"]);
    const told = (await eventsOf(user, "user.signed_in")).map(({ data }) => data);
    expect(told.at(-1)).toMatchObject({ method: "password", second_factor: "totp", outcome: "success" });
  });

  it.each([
    ["nothing", {}],
    ["two answers", { code: "123456", recovery_code: "abcde-fghjk" }],
    ["an unknown member", { code: "123456", trust: true }],
  ])("400 for %s", async (_title, answer) => {
    expect((await finish("any", answer)).status).toBe(400);
  });
});

describe("an app's code", () => {
  it("counts one step early and one late, and no further", async () => {
    const { user, secret } = await withApp();
    clock.advance(10 * stepMs);
    const at = (steps: number) => appCode(secret, clock.now() + steps * stepMs);
    expect((await finish(await firstStep(user), { code: at(-2) })).status).toBe(401);
    expect((await finish(await firstStep(user), { code: at(2) })).status).toBe(401);
    expect((await finish(await firstStep(user), { code: at(-1) })).status).toBe(200);
    expect((await finish(await firstStep(user), { code: at(1) })).status).toBe(200);
  });

  it("counts once, and no earlier one after it", async () => {
    const { user, secret } = await withApp();
    const [before, now] = [appCode(secret, clock.now() - stepMs), appCode(secret, clock.now())];
    expect((await finish(await firstStep(user), { code: now })).status).toBe(200);
    expect((await finish(await firstStep(user), { code: now })).status).toBe(401);
    expect((await finish(await firstStep(user), { code: before })).status).toBe(401);
  });

  it("opens one of two sign-ins that show it at once", async () => {
    const { user, secret } = await withApp();
    const tokens = [await firstStep(user), await firstStep(user)];
    const code = appCode(secret, clock.now());
    const answers = await Promise.all(tokens.map((token) => finish(token, { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });

  it("of somebody else opens nothing", async () => {
    const [one, other] = [await withApp(), await withApp()];
    expect((await finish(await firstStep(one.user), { code: appCode(other.secret, clock.now()) })).status).toBe(401);
  });
});

describe("a recovery code", () => {
  it("stands in for the app, as people type it, and its owner is told", async () => {
    const { user, recoveryCodes } = await withApp();
    expect(recoveryCodes).toHaveLength(10);
    const typed = ` ${recoveryCodes[0]?.toUpperCase().replaceAll("-", " ")} `;
    expect((await finish(await firstStep(user), { recovery_code: typed })).status).toBe(200);
    const mails = await open().database.prisma.mail.findMany({ where: { recipient: user.email } });
    expect(mails.map(({ text }) => text).join()).toContain("Codes left: 9 of 10");
  });

  it("has 120 random bits, in four groups, and a shorter one of before counts on", async () => {
    const { user, recoveryCodes } = await withApp();
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{6}(-[0-9a-hjkmnp-tv-z]{6}){3}$/);
    expect(new Set(recoveryCodes.join("").replaceAll("-", "")).size).toBeGreaterThan(24);
    const codeHash = runtime().peppers.hash("0123456789");
    await open().database.prisma.recoveryCode.create({ data: { userId: user.id, codeHash } });
    expect((await finish(await firstStep(user), { recovery_code: "01234-56789" })).status).toBe(200);
  });

  it("opens one of two sign-ins that show it at once, and none after", async () => {
    const { user, recoveryCodes } = await withApp();
    const tokens = [await firstStep(user), await firstStep(user)];
    const answers = await Promise.all(tokens.map((token) => finish(token, { recovery_code: recoveryCodes[3] })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await finish(await firstStep(user), { recovery_code: recoveryCodes[3] })).status).toBe(401);
  });

  it("ends where new ones are made, and stands nowhere in the database", async () => {
    const { user, browser, recoveryCodes } = await withApp();
    const renewed = await browser.call("POST /api/dashboard/account/recovery-codes");
    expect(renewed.status).toBe(201);
    expect(renewed.headers.get("cache-control")).toBe("no-store");
    expect((await finish(await firstStep(user), { recovery_code: recoveryCodes[0] })).status).toBe(401);
    const [fresh] = renewed.json.recovery_codes;
    expect((await finish(await firstStep(user), { recovery_code: fresh })).status).toBe(200);
    const rows = JSON.stringify(await open().database.prisma.recoveryCode.findMany({ where: { userId: user.id } }));
    expect(rows).not.toContain(renewed.json.recovery_codes[1].replaceAll("-", ""));
  });

  it("409 for new ones while there is no second factor", async () => {
    const { browser } = await signedInUser();
    expect((await browser.call("POST /api/dashboard/account/recovery-codes")).status).toBe(409);
  });
});

describe("the token of the first step", () => {
  it("is good for nothing after five wrong answers, and each answer says how many are left", async () => {
    const { user, secret } = await withApp();
    const token = await firstStep(user);
    const left: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      left.push((await finish(token, { recovery_code: "00000-00000" })).json.attempts_left);
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expect((await finish(token, { code: appCode(secret, clock.now()) })).status).toBe(401);
    await expect.poll(async () => (await eventsOf(user, "user.sign_in_failed")).length).toBeGreaterThan(0);
    expect((await eventsOf(user, "user.sign_in_failed"))[0]?.data).toMatchObject({
      reason: "wrong_second_factor",
      outcome: "failure",
    });
  });

  it("is good once, for five minutes", async () => {
    const { user, secret, recoveryCodes } = await withApp();
    const token = await firstStep(user);
    expect((await finish(token, { code: appCode(secret, clock.now()) })).status).toBe(200);
    expect((await finish(token, { recovery_code: recoveryCodes[0] })).status).toBe(401);
    const late = await firstStep(user);
    clock.advance(5 * 60_000);
    expect((await finish(late, { recovery_code: recoveryCodes[0] })).status).toBe(401);
  });

  it("ends with the password that it was given for", async () => {
    const { user, browser, recoveryCodes } = await withApp();
    const token = await firstStep(user);
    const body = { current_password: testPassword, new_password: "another horse battery staple" };
    expect((await browser.call("PUT /api/dashboard/account/password", { body })).status).toBe(204);
    expect((await finish(token, { recovery_code: recoveryCodes[0] })).status).toBe(401);
  });

  it("lets nobody in who was suspended meanwhile", async () => {
    const { user, recoveryCodes } = await withApp();
    const token = await firstStep(user);
    await open().database.prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date(clock.now()) } });
    const refused = await finish(token, { recovery_code: recoveryCodes[0] });
    expect([refused.status, refused.json.error.message]).toEqual([403, "This account is suspended"]);
    expect((await login(user)).status).toBe(403);
  });

  it("that a page's cookie holds opens no program's session", async () => {
    const { user, recoveryCodes } = await withApp();
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const held = browser.cookies.get("latchkey.second-step") ?? "";
    const { token } = JSON.parse(open().seals.open(held, "second step"));
    expect((await finish(token, { recovery_code: recoveryCodes[0] })).status).toBe(401);
  });
});

describe("the sign-in page", () => {
  const cookieOf = (browser: ApiBrowser) => browser.cookies.get("next-auth.session-token");
  const second = (browser: ApiBrowser, body: object) =>
    browser.call("POST /api/dashboard/sign-in/second-factor", { body });

  it("signs nobody in by the password alone, and in by the code; no address and no script gets the token", async () => {
    const { user, secret } = await withApp();
    const browser = newBrowser();
    const asked = await signInOnPage(browser, user.email);
    expect(asked.status).toBe(401);
    expect(asked.json.url).toContain("error=second_factor");
    const [line = ""] = asked.headers.getSetCookie().filter((one) => one.startsWith("latchkey.second-step="));
    expect(line).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=300$/);
    expect(cookieOf(browser)).toBeUndefined();
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(401);
    const done = await second(browser, { code: appCode(secret, clock.now()), target: "/dashboard/usage" });
    expect([done.status, done.json]).toEqual([200, { location: "/dashboard/usage" }]);
    expect((await browser.call("GET /api/dashboard/account")).json.id).toBe(user.id);
    expect(browser.cookies.has("latchkey.second-step")).toBe(false);
  });

  it("begins a new session at the end, and ends the one that the browser had (session fixation)", async () => {
    const { user, secret } = await withApp();
    const { browser: planted } = await signedInUser();
    const before = cookieOf(planted);
    await signInOnPage(planted, user.email);
    expect(cookieOf(planted)).toBe(before);
    expect((await second(planted, { code: appCode(secret, clock.now()) })).status).toBe(200);
    expect(cookieOf(planted)).not.toBe(before);
    const old = newBrowser();
    old.cookies.set("next-auth.session-token", before ?? "");
    expect((await old.call("GET /api/dashboard/account")).status).toBe(401);
  });

  it("takes no step that another site sends, and none without the cookie of the first", async () => {
    const { user, secret } = await withApp();
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const body = { code: appCode(secret, clock.now()) };
    for (const site of ["cross-site", "same-site", "none"]) {
      const headers = { "sec-fetch-site": site };
      const forged = await browser.call("POST /api/dashboard/sign-in/second-factor", { body, headers });
      expect(forged.status).toBe(403);
    }
    expect((await second(newBrowser(), body)).status).toBe(401);
    expect((await second(browser, body)).status).toBe(200);
  });

  it("leads nowhere else than to a page of this site", async () => {
    const { user, recoveryCodes } = await withApp();
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const body = { recovery_code: recoveryCodes[0], target: "https://evil.example/" };
    expect((await second(browser, body)).json).toEqual({ location: "/dashboard" });
  });

  it("asks for it after a provider's sign-in too, in the dashboard and for an application", async () => {
    const { user, browser, recoveryCodes } = await withApp();
    const persona = { login: user.id, name: "Some Body", email: user.email, verified: true };
    const { url } = (await browser.call("POST /api/dashboard/account/identities/github")).json;
    await browser.call(await browser.answerProvider(url, persona));
    const arrive = async (query: string) => {
      const visitor = newBrowser();
      const started = await visitor.call(`GET /api/auth/github${query}`);
      const back = await visitor.call(await visitor.answerProvider(started.headers.get("location") ?? "", persona));
      return { visitor, location: back.headers.get("location") };
    };
    const page = await arrive("?callbackUrl=/dashboard/usage");
    expect(page.location).toBe("/sign-in?step=second_factor&callbackUrl=%2Fdashboard%2Fusage");
    expect((await page.visitor.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await second(page.visitor, { recovery_code: recoveryCodes[0] })).status).toBe(200);
    expect((await page.visitor.call("GET /api/dashboard/account")).json.id).toBe(user.id);

    const application = await arrive("?redirect_uri=https://app.example.test/done");
    expect(application.location).not.toContain("access_token");
    const { location } = (await second(application.visitor, { recovery_code: recoveryCodes[1] })).json;
    const token = new URLSearchParams(new URL(location).hash.slice(1)).get("access_token") ?? "";
    expect(location).toMatch(/^https:\/\/app\.example\.test\/done#/);
    expect((await me(token)).json.id).toBe(user.id);
  });

  it("connects a provider's account that vouches for a proved address at the second step, and not before", async () => {
    const { user, recoveryCodes } = await withApp();
    await proveAddress(user);
    const persona = { login: user.id, name: "Some Body", email: user.email, verified: true };
    const visitor = newBrowser();
    const started = await visitor.call("GET /api/auth/github");
    const back = await visitor.call(await visitor.answerProvider(started.headers.get("location") ?? "", persona));
    expect(back.headers.get("location")).toContain("/sign-in?step=second_factor");
    const connected = () => open().database.prisma.identity.count({ where: { userId: user.id } });
    expect(await connected()).toBe(0);
    expect((await second(visitor, { recovery_code: recoveryCodes[0] })).status).toBe(200);
    expect(await connected()).toBe(1);
    expect(await eventsOf(user, "user.provider_connected")).toMatchObject([{ data: { by: "sign_in" } }]);
  });
});
