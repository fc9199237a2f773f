import { expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { noticeFailures } from "./failure-notice";

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
  expect(mail?.text).toContain(
    `failed 10 times to sign in to your Latchkey account, the last one from 2001:db8:${addresses.toString(16)}::1`,
  );
});

test("'this was not me' in that mail ends the sessions of the account and mails a link to a new password", async () => {
  const { id, email, token } = await createUser();
  await noticeFailures(id, 10, null);
  const notMe = /#token=([0-9A-Za-z]+)/.exec((await mailsTo(email))[0]?.text ?? "")?.[1];
  const said = await callApi("POST /api/auth/not-me", { body: { token: notMe } });
  expect([said.status, said.json]).toEqual([200, { reset_mailed: true }]);
  expect((await callApi("GET /api/user/me", { token })).status).toBe(401);
  expect((await mailsTo(email)).map(({ subject }) => subject)).toContain("Set a new password");
});

test("the audit log says that sign-ins have to wait, each time that they begin to", async () => {
  const { id, email } = await createUser();
  await guessTimes(email, 10);
  const events = () =>
    open().database.prisma.event.findMany({ where: { organizationId: id, type: "user.sign_ins_slowed" } });
  await expect.poll(events).toHaveLength(1);
  expect(await events()).toMatchObject([
    { actorId: null, data: { outcome: "failure", attempts: 10, address: `2001:db8:${addresses.toString(16)}::1` } },
  ]);
});

test("a stranger who goes on causes one mail a day", async () => {
  const { id, email } = await createUser();
  const counts = [];
  for (const laterMs of [0, 3_600_000, 82_000_000, 1_000_000]) {
    clock.advance(laterMs);
    await noticeFailures(id, 10, { address: "192.0.2.1", userAgent: null });
    counts.push((await mailsTo(email)).length);
  }
  expect(counts).toEqual([1, 1, 1, 2]);
});

test("nobody is told of failures at an address that is no account", async () => {
  await guessTimes("nobody@example.test", 10);
  const { email } = await createUser();
  await guessTimes(email, 10);
  await expect.poll(() => mailsTo(email)).toHaveLength(1);
  expect(await mailsTo("nobody@example.test")).toEqual([]);
});
