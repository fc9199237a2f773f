import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { proveAddress, testPassword } from "@/lib/testing/factories";
import { addApp, appCode, signedInUser } from "@/lib/testing/factors";
import { startSmtpStandIn, textOf } from "@/lib/testing/smtp-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
let server: Awaited<ReturnType<typeof startSmtpStandIn>>;
beforeAll(async () => {
  server = await startSmtpStandIn();
  open().settings.smtpUrl = server.url;
});
afterAll(() => server.stop());
beforeEach(() => clock.set(Date.now()));

let hosts = 0;
const send = (target: string, body: object) => callApi(target, { body, address: `10.3.0.${(hosts++ % 250) + 1}` });
const newPassword = "violet tram under seven bridges";

/** The token of the last mail to an address that the mail server got. */
async function mailedTo(email: string): Promise<string> {
  await open().jobs.runDue(jobHandlers);
  const mail = server.mails.findLast(({ to }) => to.includes(email));
  return /#token=([A-Za-z0-9]+)/.exec(mail ? textOf(mail) : "")?.[1] ?? "";
}

test("a link from the mail server sets a password, and the next sign-in asks for the second factor as ever", async () => {
  const { user, browser } = await signedInUser();
  await proveAddress(user);
  const { secret } = await addApp(browser, clock.now());
  clock.advance(30_000);
  const half = await send("POST /api/auth/login", { email: user.email, password: testPassword });
  expect(half.json.mfa_required).toBe(true);
  await send("POST /api/auth/forgot-password", { email: user.email });
  const token = await mailedTo(user.email);
  expect((await send("POST /api/auth/reset-password", { token, new_password: newPassword })).status).toBe(204);
  // A sign-in that was half way with the old password goes no further.
  const code = appCode(secret, clock.now());
  const late = await send("POST /api/auth/login/mfa", { mfa_token: half.json.mfa_token, code });
  expect(late.status).toBe(401);
  const login = await send("POST /api/auth/login", { email: user.email, password: newPassword });
  expect([login.status, login.json.mfa_required, login.json.access_token]).toEqual([401, true, undefined]);
  const done = await send("POST /api/auth/login/mfa", { mfa_token: login.json.mfa_token, code });
  expect(done.status).toBe(200);
  const { text } = await open().database.prisma.mail.findFirstOrThrow({
    where: { recipient: user.email, subject: "Set a new password" },
  });
  expect(text).not.toContain(token);
});

test("a change of address is proved and undone by links from the mail server", async () => {
  const { user, browser } = await signedInUser();
  await proveAddress(user);
  const email = `moved-${user.email}`;
  expect((await browser.call("POST /api/dashboard/account/email", { body: { email } })).status).toBe(202);
  const body = { token: await mailedTo(email) };
  expect((await browser.call("POST /api/dashboard/account/email/confirm", { body })).status).toBe(200);
  const undone = await send("POST /api/auth/undo-email-change", { token: await mailedTo(user.email) });
  expect([undone.status, undone.json]).toEqual([200, { email: user.email }]);
  const token = await mailedTo(user.email);
  expect((await send("POST /api/auth/reset-password", { token, new_password: newPassword })).status).toBe(204);
  expect((await send("POST /api/auth/login", { email: user.email, password: newPassword })).status).toBe(200);
});
