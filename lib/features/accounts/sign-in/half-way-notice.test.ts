import { beforeEach, describe, expect, it } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { mailsTo, tokenIn } from "@/lib/testing/email-changes";
import { testPassword } from "@/lib/testing/factories";
import { addApp, appCode, newBrowser, signedInUser, signInOnPage } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

const told = "A sign-in to your Latchkey account stopped at the second step";
/** Until the first step is over, and what was to be looked at then. */
async function afterwards(): Promise<void> {
  clock.advance(5 * 60_000);
  await open().jobs.runDue(jobHandlers);
}
async function withApp() {
  const { user, browser } = await signedInUser();
  const { secret } = await addApp(browser, clock.now());
  clock.advance(30_000);
  return { user, browser, secret };
}
const answer = (browser: ReturnType<typeof newBrowser>, code: string) =>
  browser.call("POST /api/dashboard/sign-in/second-factor", { body: { code } });

describe("a right password from an unknown device that stops at the second step", () => {
  it("is told to the owner once a day, in the audit log too, with a link that makes the password count no more", async () => {
    const { user, secret } = await withApp();
    const thief = newBrowser();
    await signInOnPage(thief, user.email);
    expect((await answer(thief, appCode(secret, clock.now() - 600_000))).status).toBe(401);
    await signInOnPage(newBrowser(), user.email);
    await afterwards();
    const [mail, ...more] = await mailsTo(user.email, told);
    expect([mail?.text.includes("gave the right password"), more]).toEqual([true, []]);
    const where = { organizationId: user.id, type: "user.sign_in_failed" };
    const events = await open().database.prisma.event.findMany({ where: { ...where, actorId: null } });
    expect(events.map(({ data }) => Reflect.get(Object(data), "reason")).toSorted()).toEqual([
      "second_factor_missing",
      "wrong_second_factor",
    ]);
    expect((await callApi("POST /api/auth/not-me", { body: { token: tokenIn(mail?.text) } })).status).toBe(200);
    const body = { email: user.email, password: testPassword };
    expect((await callApi("POST /api/auth/login", { body, address: "203.0.113.99" })).status).toBe(403);
  });

  it("is not told where the second step was right, be it after a wrong code, or where the account knows the device", async () => {
    const { user, browser, secret } = await withApp();
    const own = newBrowser();
    await signInOnPage(own, user.email);
    expect((await answer(own, appCode(secret, clock.now() - 600_000))).status).toBe(401);
    expect((await answer(own, appCode(secret, clock.now()))).status).toBe(200);
    await signInOnPage(browser, user.email);
    await afterwards();
    expect(await mailsTo(user.email, told)).toEqual([]);
  });
});
