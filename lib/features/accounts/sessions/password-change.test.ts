import { beforeEach, describe, expect, it } from "vitest";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, appCode, newBrowser, signedInUser, signInOnPage } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

const body = { current_password: testPassword, new_password: "another good passphrase" };
const isSignedIn = async (browser: ApiBrowser) => (await browser.call("GET /api/dashboard/account")).status === 200;
const sessionsOf = ({ id }: TestUser) => open().database.prisma.session.findMany({ where: { userId: id } });

/** A browser that shows the cookies that another one has now. */
function copyOf({ cookies }: ApiBrowser): ApiBrowser {
  const copy = newBrowser();
  for (const [name, value] of cookies) copy.cookies.set(name, value);
  return copy;
}

describe("a change of the password in the dashboard", () => {
  it("goes on under another cookie, so that a copy of the former one ends, as every other session does at once", async () => {
    const { user, browser } = await signedInUser();
    const other = newBrowser();
    await signInOnPage(other, user.email);
    const copy = copyOf(browser);
    const changed = await browser.call("PUT /api/dashboard/account/password", { body });
    expect([changed.status, changed.headers.getSetCookie()]).toEqual([204, [expect.stringContaining("HttpOnly")]]);
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false]);
    // Time for requests that are under way.
    clock.advance(10_000);
    expect([await isSignedIn(browser), await isSignedIn(copy)]).toEqual([true, false]);
  });

  it("leaves the former cookie no proof for these seconds: whoever copied it adds no way in and makes no credential", async () => {
    const { browser } = await signedInUser();
    const copy = copyOf(browser);
    const begin = (from: ApiBrowser) => from.call("POST /api/dashboard/account/passkeys/options");
    expect((await begin(copy)).status).toBe(200);
    expect((await browser.call("PUT /api/dashboard/account/password", { body })).status).toBe(204);
    expect([await isSignedIn(copy), (await begin(copy)).status]).toEqual([true, 403]);
    // Nor by the new password, for another proof has renewed it.
    await copy.call("POST /api/dashboard/confirm", { body: { password: body.new_password } });
    expect([(await begin(copy)).status, (await begin(browser)).status]).toEqual([403, 200]);
  });

  it("is refused with 409 to who knows a password that is to be set anew by a link, and the demand stays", async () => {
    const { user, browser } = await signedInUser();
    const { prisma } = open().database;
    const where = { id: user.id };
    await prisma.user.update({ where, data: { passwordResetAskedAt: new Date(clock.now()) } });
    expect((await browser.call("PUT /api/dashboard/account/password", { body })).status).toBe(409);
    const kept = await prisma.user.findUniqueOrThrow({ where });
    expect(kept.passwordResetAskedAt).not.toBeNull();
  });

  it("ends the session that somebody with a copy of the cookie has confirmed a moment ago, and goes on as long as that would have", async () => {
    const { user, browser } = await signedInUser();
    const [begun] = await sessionsOf(user);
    const thief = copyOf(browser);
    expect((await thief.call("POST /api/dashboard/confirm", { body: { password: testPassword } })).status).toBe(200);
    await thief.call("POST /api/dashboard/confirm", { body: { password: testPassword } });
    clock.advance(5_000);
    expect((await browser.call("PUT /api/dashboard/account/password", { body })).status).toBe(204);
    expect([await isSignedIn(browser), await isSignedIn(thief)]).toEqual([true, false]);
    clock.advance(10_000);
    expect(await isSignedIn(browser)).toBe(true);
    const ends = (await sessionsOf(user)).map((session) => session.expiresAt.getTime());
    expect(Math.max(...ends)).toBe(begun?.expiresAt.getTime());
  });
});

describe("a change of the password by a session token", () => {
  it("notes in the new session the second factor that its user had shown in the former one", async () => {
    const { user, browser } = await signedInUser();
    const { secret } = await addApp(browser, clock.now());
    clock.advance(30_000);
    const credentials = { email: user.email, password: testPassword };
    const { mfa_token } = (await callApi("POST /api/auth/login", { body: credentials })).json;
    const signedIn = await callApi("POST /api/auth/login/mfa", {
      body: { mfa_token, code: appCode(secret, clock.now()) },
    });
    const token = signedIn.json.access_token;
    expect((await callApi("PUT /api/v1/users/me/password", { token, body })).status).toBe(200);
    expect((await sessionsOf(user)).map(({ methods }) => methods)).toEqual([["pwd", "otp"]]);
  });
});
