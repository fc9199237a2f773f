import { expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { signedInUser, signInOnPage } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

let addresses = 0;
const guess = (email: string) =>
  callApi("POST /api/auth/login", {
    body: { email, password: "a guess" },
    address: `2001:db8:${(++addresses).toString(16)}::1`,
  });
const guessTimes = async (email: string, times: number) => {
  for (let count = 0; count < times; count++) expect((await guess(email)).status).toBe(401);
};
const mailsTo = (recipient: string) => open().database.prisma.mail.findMany({ where: { recipient } });

test("the tenth failure is told to the owner, with how many there were and from where, and no earlier one", async () => {
  const { email } = await createUser();
  await guessTimes(email, 9);
  expect(await mailsTo(email)).toEqual([]);
  await guessTimes(email, 1);
  await expect.poll(() => mailsTo(email)).toHaveLength(1);
  const [mail] = await mailsTo(email);
  expect(mail?.subject).toBe("Failed sign-ins to your Latchkey account");
  expect(mail?.text).toMatch(/http:\/\/localhost:3000\/not-me#token=[0-9A-Za-z]{40}\n/);
  // Who follows the link out of caution must know that it stops programs too.
  expect(mail?.text).toMatch(/ends every session, app, personal access token and key .* that your programs use/);
  expect(mail?.text).toContain(
    `failed 10 times to sign in to your Latchkey account, the last one from 2001:db8:${addresses.toString(16)}::1`,
  );
});

test("'this was not me' in that mail ends the sessions of the account and mails a link to a new password", async () => {
  const { email, token } = await createUser();
  await guessTimes(email, 10);
  await expect.poll(() => mailsTo(email)).toHaveLength(1);
  const notMe = /#token=([0-9A-Za-z]+)/.exec((await mailsTo(email))[0]?.text ?? "")?.[1];
  const said = await callApi("POST /api/auth/not-me", { body: { token: notMe } });
  expect([said.status, said.json]).toEqual([200, { reset_mailed: true }]);
  expect((await callApi("GET /api/user/me", { token })).status).toBe(401);
  expect((await mailsTo(email)).map(({ subject }) => subject)).toContain("Set a new password");
});

test("a stranger who goes on for days causes one mail and one event a day", async () => {
  const { id, email } = await createUser();
  const events = () =>
    open().database.prisma.event.findMany({
      where: { organizationId: id, type: "user.sign_ins_slowed" },
      orderBy: { createdAt: "asc" },
    });
  await guessTimes(email, 10);
  await expect.poll(() => mailsTo(email)).toHaveLength(1);
  for (const mails of [1, 2, 2, 3]) {
    clock.advance(13 * 3_600_000);
    await guessTimes(email, 1);
    await expect.poll(() => mailsTo(email)).toHaveLength(mails);
  }
  expect((await events()).map(({ actorId, data }) => [actorId, data])).toEqual(
    Array(3).fill([null, expect.objectContaining({ outcome: "failure", from: "stranger" })]),
  );
  expect((await events())[0]?.data).toMatchObject({ attempts: 10 });
});

test("guesses from a device that the account knows, and in a session of it, are told too, whatever strangers have caused", async () => {
  const { user, browser } = await signedInUser();
  await guessTimes(user.email, 10);
  await expect.poll(() => mailsTo(user.email)).toHaveLength(2);
  for (let count = 0; count < 10; count++) {
    // The limit of the address is another one.
    clock.advance(60_000);
    expect((await signInOnPage(browser, user.email, "a guess")).status).toBe(401);
    const wrong = await browser.call("POST /api/dashboard/confirm", { body: { password: "a guess" } });
    expect(wrong.status).toBe(400);
  }
  await expect.poll(() => mailsTo(user.email)).toHaveLength(4);
  expect((await mailsTo(user.email)).map(({ subject }) => subject).toSorted()).toEqual([
    "Failed confirmations in your Latchkey account",
    "Failed sign-ins from a device of your Latchkey account",
    "Failed sign-ins to your Latchkey account",
    "New sign-in to your Latchkey account",
  ]);
});

test("nobody is told of failures at an address that is no account", async () => {
  await guessTimes("nobody@example.test", 10);
  const { email } = await createUser();
  await guessTimes(email, 10);
  await expect.poll(() => mailsTo(email)).toHaveLength(1);
  expect(await mailsTo("nobody@example.test")).toEqual([]);
});
