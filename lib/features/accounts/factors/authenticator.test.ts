import { beforeEach, describe, expect, it } from "vitest";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { mailsTo } from "@/lib/testing/email-changes";
import { type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, appCode, newBrowser, signedInUser, signInOnPage } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

beforeEach(() => clock.advance(60_000));

const stepMs = 30_000;
let addresses = 0;
const login = ({ email }: TestUser) =>
  callApi("POST /api/auth/login", { body: { email, password: testPassword }, address: `198.18.9.${++addresses}` });
const finish = (mfa_token: string, answer: object) =>
  callApi("POST /api/auth/login/mfa", { body: { mfa_token, ...answer }, address: `198.18.9.${++addresses}` });
const eventsOf = ({ id }: TestUser, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId: id, type }, orderBy: { createdAt: "asc" } });
const isSignedIn = async (browser: ApiBrowser) => (await browser.call("GET /api/dashboard/account")).status === 200;

/** Somebody whose authenticator app is set up; the next step's code is not used yet. */
async function withApp() {
  const { user, browser } = await signedInUser();
  const { secret, recoveryCodes } = await addApp(browser, clock.now());
  clock.advance(stepMs);
  return { user, browser, secret, recoveryCodes };
}

/** Another browser of theirs. */
async function signInWith(user: TestUser, recovery_code: string | undefined): Promise<ApiBrowser> {
  const other = newBrowser();
  await signInOnPage(other, user.email);
  await other.call("POST /api/dashboard/sign-in/second-factor", { body: { recovery_code } });
  expect(await isSignedIn(other)).toBe(true);
  return other;
}

const firstStep = async (user: TestUser): Promise<string> => (await login(user)).json.mfa_token;

describe("setting up an app", () => {
  it("counts from its first code on; the secret is sealed, and a wrong code sets up nothing", async () => {
    const { user, browser } = await signedInUser();
    const { setup_token, secret, otpauth_url, qr } = (await browser.call("POST /api/dashboard/account/authenticator"))
      .json;
    expect(otpauth_url).toContain(`secret=${secret}`);
    expect(qr.path).toMatch(/^M\d/);
    const wrong = await browser.call("PUT /api/dashboard/account/authenticator", {
      body: { setup_token, code: appCode(secret, clock.now() + 5 * stepMs) },
    });
    expect([wrong.status, wrong.json.error.details[0].path]).toEqual([400, "code"]);
    expect((await login(user)).status).toBe(200);
    const body = { setup_token, code: appCode(secret, clock.now()) };
    expect((await browser.call("PUT /api/dashboard/account/authenticator", { body })).status).toBe(200);
    expect((await login(user)).status).toBe(401);
    const row = await open().database.prisma.authenticator.findUnique({ where: { userId: user.id } });
    expect(row?.sealedSecret).not.toContain(secret);
    expect((await browser.call("GET /api/dashboard/account/factors")).json).toMatchObject({
      authenticator: { since: expect.any(String), last_used_at: null },
      recovery_codes_left: 10,
    });
  });

  it("is finished by the session that began it alone, within a quarter of an hour", async () => {
    const { user, browser } = await signedInUser();
    const other = newBrowser();
    await signInOnPage(other, user.email);
    const begin = async () => (await browser.call("POST /api/dashboard/account/authenticator")).json;
    const confirm = (by: ApiBrowser, { setup_token, secret }: { setup_token: string; secret: string }) =>
      by.call("PUT /api/dashboard/account/authenticator", {
        body: { setup_token, code: appCode(secret, clock.now()) },
      });
    const begun = await begin();
    expect((await confirm(other, begun)).status).toBe(409);
    clock.advance(15 * 60_000);
    expect((await confirm(browser, begun)).status).not.toBe(200);
  });

  it("tells its user by mail and in the audit log, and never the secret", async () => {
    const { user } = await withApp();
    const mails = await mailsTo(user.email);
    expect(mails.map(({ subject }) => subject)).toContain("An authenticator app was added to your Latchkey account");
    expect((await eventsOf(user, "user.factor_added"))[0]?.data).toMatchObject({
      factor: "authenticator",
      outcome: "success",
      address: expect.any(String),
    });
  });
});

describe("replacing the app", () => {
  it("ends the user's other sessions and sign-ins half way as removing it does, and tells them that one was replaced", async () => {
    const { user, browser, secret, recoveryCodes } = await withApp();
    const waiting = await firstStep(user);
    const other = await signInWith(user, recoveryCodes[0]);
    await addApp(browser, clock.now());
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false]);
    expect((await callApi("GET /api/user/me", { token: user.token })).status).toBe(401);
    clock.advance(stepMs);
    expect((await finish(waiting, { recovery_code: recoveryCodes[1] })).status).toBe(401);
    const again = await firstStep(user);
    expect((await finish(again, { code: appCode(secret, clock.now()) })).status).toBe(401);
    const told = "The authenticator app of your Latchkey account was replaced by another one";
    expect(await mailsTo(user.email, told)).toHaveLength(1);
    expect(await eventsOf(user, "user.factor_removed")).toMatchObject([{ data: { factor: "authenticator" } }]);
    expect(await eventsOf(user, "user.factor_added")).toHaveLength(2);
  });
});

describe("removing the app", () => {
  it("ends the user's other sessions and their recovery codes, and sign-ins are as before it", async () => {
    const { user, browser, recoveryCodes } = await withApp();
    const waiting = await firstStep(user);
    const other = await signInWith(user, recoveryCodes[0]);
    expect((await browser.call("DELETE /api/dashboard/account/authenticator")).status).toBe(204);
    expect((await browser.call("GET /api/dashboard/account/factors")).json).toMatchObject({
      authenticator: null,
      recovery_codes_left: null,
    });
    expect(await isSignedIn(other)).toBe(false);
    expect((await callApi("GET /api/user/me", { token: user.token })).status).toBe(401);
    expect((await finish(waiting, { recovery_code: recoveryCodes[1] })).status).toBe(401);
    expect((await login(user)).status).toBe(200);
    expect((await browser.call("DELETE /api/dashboard/account/authenticator")).status).toBe(404);
  });
});
