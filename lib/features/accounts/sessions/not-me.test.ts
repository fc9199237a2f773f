import { expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { tokenIn } from "@/lib/testing/email-changes";
import { createUser, proveAddress } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { notMeLink } from "./not-me";

const { clock, open } = useTestRuntime();

it.each([
  ["mails a link to set a password to who had none, where the stranger has left nothing to sign in with", true],
  ["mails none to who has no password and signs in with a passkey of earlier", false],
])("'this was not me' %s", async (_, needsLink) => {
  const { changes, database } = open();
  const user = await proveAddress(await createUser());
  const addPasskey = (id: string, createdAt: Date) =>
    database.prisma.passkey.create({
      data: { id: `${id} ${user.id}`, userId: user.id, name: id, publicKey: Buffer.from("key"), createdAt },
    });
  await database.prisma.user.update({ where: { id: user.id }, data: { passwordHash: null } });
  if (!needsLink) await addPasskey("owner's", new Date(clock.now() - 8 * 86_400_000));
  const link = await changes.commit(async (tx) => ({
    result: await notMeLink(tx, user, { deviceHash: null, sessionId: null, cameIn: true }),
    subjects: [],
  }));
  clock.advance(1_000);
  await addPasskey("stranger's", new Date(clock.now()));
  const answer = await callApi("POST /api/auth/not-me", { body: { token: tokenIn(`${link}\n`) } });
  expect([answer.status, answer.json.reset_mailed]).toEqual([200, needsLink]);
  const mails = await database.prisma.mail.count({ where: { recipient: user.email, subject: "Set a new password" } });
  expect(mails).toBe(needsLink ? 1 : 0);
  expect(await database.prisma.passkey.count({ where: { userId: user.id } })).toBe(needsLink ? 0 : 1);
});
