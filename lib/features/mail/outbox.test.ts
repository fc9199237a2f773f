import { beforeAll, describe, expect, test } from "vitest";
import { queueMail } from "@/lib/tenancy/mail";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { callApi } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maskLinks } from "./outbox";

const logged: string[] = [];
const { clock, open } = useTestRuntime({
  log: (_level, event, fields) => logged.push(JSON.stringify({ event, ...fields })),
});
let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
  for (const name of ["one", "two", "three"]) {
    clock.advance(1_000);
    await open().database.prisma.$transaction((tx) =>
      queueMail(tx, {
        to: `${name}@example.test`,
        subject: name,
        text: `Join: https://latchkey.test/join#secret-${name}`,
      }),
    );
  }
});

const get = (path: string) => callApi(`GET /api/v1/admin/mails${path}`, { token: admin.token });

test("lists say who and what, never the text", async () => {
  const { json, text } = await get("?limit=2");
  expect(json).toMatchObject({ smtp_configured: false, next_cursor: expect.any(String) });
  expect(json.data).toMatchObject([
    { recipient: "three@example.test", subject: "three", state: "waiting", sent_at: null },
    { subject: "two" },
  ]);
  expect(text).not.toContain("secret");
  expect((await get(`?cursor=${json.next_cursor}`)).json.data).toHaveLength(1);
  expect((await get("?state=sent")).json.data).toEqual([]);
});

test("a mail is read with its links masked; revealing it is a deliberate call that the log names, without the link", async () => {
  const [{ id }] = (await get("?limit=1")).json.data;
  const masked = await get(`/${id}`);
  expect(masked.json.data).toMatchObject({ text: "Join: https://latchkey.test/••••••", masked: true });
  expect(masked.text).not.toContain("secret-");
  const revealed = await callApi(`POST /api/v1/admin/mails/${id}/reveal`, { token: admin.token });
  expect(revealed.json.data).toMatchObject({ text: "Join: https://latchkey.test/join#secret-three", masked: false });
  expect(logged.filter((line) => line.includes("mail_revealed"))).toEqual([
    JSON.stringify({ event: "mail_revealed", mail: id, user: admin.id }),
  ]);
  expect((await get("/mail_none")).status).toBe(404);
});

test("a mail that was sent is read as it is kept, without the secrets of its links, which nothing is left to reveal of", async () => {
  const { prisma } = open().database;
  const [{ id }] = (await get("?limit=1")).json.data;
  const { text } = await prisma.mail.findUniqueOrThrow({ where: { id } });
  const read = async (change: { sentAt: Date | null; text: string }) => {
    await prisma.mail.update({ where: { id }, data: change });
    return (await get(`/${id}`)).json.data;
  };
  const kept = "Join: https://latchkey.test/join#… or see https://latchkey.test/docs";
  const sentAt = new Date(clock.now());
  expect(await read({ sentAt, text: kept })).toMatchObject({ text: kept, masked: false });
  // An earlier version may have kept them.
  expect(await read({ sentAt, text })).toMatchObject({ text: "Join: https://latchkey.test/join#…", masked: true });
  expect(await read({ sentAt: null, text: "Hello" })).toMatchObject({ text: "Hello", masked: false });
  await read({ sentAt: null, text });
});

describe("a mail that hands over another administrator's account", () => {
  const reveal = async (recipient: string, text: string) => {
    clock.advance(1_000);
    await open().database.prisma.$transaction((tx) => queueMail(tx, { to: recipient, subject: "Link", text }));
    const [{ id }] = (await get("?limit=1")).json.data;
    return callApi(`POST /api/v1/admin/mails/${id}/reveal`, { token: admin.token });
  };

  test("is not revealed: one to their address, in any spelling, nor one whose link acts as them, wherever it went", async () => {
    const other = await createUser();
    await makeInstanceAdmin(other);
    const { token } = await open().database.prisma.$transaction((tx) =>
      issueOneTimeToken(tx, { purpose: "email change undo", userId: other.id, lifetimeMs: 60_000 }),
    );
    const link = `https://latchkey.test/undo-email-change#token=${token}`;
    for (const refused of [
      await reveal(other.email.toUpperCase(), "https://latchkey.test/reset-password#token=x"),
      await reveal("former@example.test", link),
    ]) {
      expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("latchkey reset-password")]);
      expect(refused.text).not.toContain(token);
    }
    const own = await reveal(admin.email, "https://latchkey.test/reset-password#token=x");
    expect(own.json.data.masked).toBe(false);
  });
});

test("every link of a text is masked, with the secret in its path, query or fragment", () => {
  expect(maskLinks("a https://x.test/p/secret?b=c#d, http://y.test?z=1 and https://z.test.")).toBe(
    "a https://x.test/•••••• http://y.test/•••••• and https://z.test.",
  );
});

test("only an administrator reads or reveals it", async () => {
  const [{ id }] = (await get("?limit=1")).json.data;
  const { token } = await createUser();
  for (const target of [
    "GET /api/v1/admin/mails",
    `GET /api/v1/admin/mails/${id}`,
    `POST /api/v1/admin/mails/${id}/reveal`,
  ]) {
    expect((await callApi(target, { token })).status).toBe(403);
  }
});
