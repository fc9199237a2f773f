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
  expect(mail?.text).toContain(
    `failed 10 times to sign in to your Latchkey account, the last one from 2001:db8:${addresses.toString(16)}::1`,
  );
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
