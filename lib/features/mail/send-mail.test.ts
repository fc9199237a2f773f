import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { queueMail } from "@/lib/tenancy/mail";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { type SmtpBehaviour, startSmtpStandIn } from "@/lib/testing/smtp-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { mailJobs } from "./send-mail";
import { smtpOptionsOf } from "./smtp-options";

const { clock, open } = useTestRuntime();
let server: Awaited<ReturnType<typeof startSmtpStandIn>>;
beforeAll(async () => {
  server = await startSmtpStandIn();
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.mails.length = 0;
  server.state.behaviour = {};
  open().settings.smtpUrl = server.url;
  await open().database.prisma.job.deleteMany();
  await open().database.prisma.mail.deleteMany();
});

const run = () => open().jobs.runDue(mailJobs);
const stored = () => open().database.prisma.mail.findFirstOrThrow();
const behave = (behaviour: SmtpBehaviour) => {
  server.state.behaviour = behaviour;
};

async function queue(mail: Partial<Parameters<typeof queueMail>[1]> = {}): Promise<void> {
  await open().database.prisma.$transaction((tx) =>
    queueMail(tx, { to: "ann@example.test", subject: "Hello", text: "One line\n\nanother: äöü ✓", ...mail }),
  );
}

describe("sending", () => {
  test("a queued mail reaches the server once and is marked as sent", async () => {
    await queue();
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: "noreply@example.test", to: ["ann@example.test"] });
    expect(mail?.data).toContain("Subject: Hello");
    expect(mail?.data).toContain("Auto-Submitted: auto-generated");
    expect(mail?.data).toContain(`Message-ID: <${(await stored()).id}@localhost>`);
    expect((await stored()).sentAt).toEqual(new Date(clock.now()));
  });

  test("a mail that was sent is kept without the secrets of its links, one that waits with them", async () => {
    const text =
      "Open this:\n\nhttps://latchkey.test/reset-password#token=secret\n\nor https://latchkey.test/docs#keys.";
    await queue({ text });
    behave({ RCPT: "450 later" });
    await run();
    expect((await stored()).text).toBe(text);
    behave({});
    clock.advance(60_000);
    await run();
    expect(server.mails[0]?.data).toContain("#token=secret");
    expect((await stored()).text).toBe(
      "Open this:\n\nhttps://latchkey.test/reset-password#…\n\nor https://latchkey.test/docs#…",
    );
  });

  test("a job that is repeated sends nothing again", async () => {
    await queue();
    await run();
    const { jobs, database } = open();
    await jobs.enqueue(database.prisma, "mail.send", { mailId: (await stored()).id });
    await run();
    expect(server.mails).toHaveLength(1);
  });

  test("without a server a mail stays in the outbox, without an error", async () => {
    open().settings.smtpUrl = null;
    await queue();
    expect(await run()).toBe(1);
    expect(await stored()).toMatchObject({ sentAt: null, lastError: null });
    expect(await open().database.prisma.job.count()).toBe(0);
  });

  test("signs in with what the URL says, percent-encoded characters included", async () => {
    behave({ credentials: { user: "ann@example.test", password: "p@ss/word" } });
    open().settings.smtpUrl = server.url.replace("smtp://", "smtp://ann%40example.test:p%40ss%2Fword@");
    await queue();
    await run();
    expect(server.mails).toHaveLength(1);
  });
});

describe("a subject, a recipient or a text", () => {
  test("adds no header and no recipient", async () => {
    await queue({
      to: "ann@example.test",
      subject: "Hi\r\nBcc: eve@example.test\r\n\r\nbody",
      text: ".\r\nRCPT TO:<eve@example.test>\r\n..\r\n",
    });
    await queue({ to: "ann@example.test, eve@example.test" });
    await queue({ to: "ann@example.test\r\nRCPT TO:<eve@example.test>" });
    await run();
    for (const mail of server.mails) {
      expect(mail.to).not.toContain("eve@example.test");
      expect(mail.data.split("\r\n").filter((line) => /^(bcc|cc):/i.test(line))).toEqual([]);
    }
    expect(server.mails.filter(({ to }) => to.includes("ann@example.test"))).toHaveLength(1);
  });
});

describe("a server that fails", () => {
  test("for now: the mail is tried again with growing pauses, and says why it waits", async () => {
    behave({ RCPT: "451 mailbox busy" });
    await queue();
    await run();
    expect((await stored()).lastError).toContain("mailbox busy");
    expect(await run()).toBe(0);
    clock.advance(1_000);
    await run();
    behave({});
    expect(await run()).toBe(0);
    clock.advance(2_000);
    await run();
    expect(server.mails).toHaveLength(1);
    expect(await stored()).toMatchObject({ lastError: null });
  });

  test("for good: the mail is left in the outbox with the reason, and not tried again", async () => {
    behave({ RCPT: "550 no such user" });
    await queue();
    await run();
    expect(await stored()).toMatchObject({ sentAt: null, lastError: expect.stringContaining("no such user") });
    expect(await open().database.prisma.job.count()).toBe(0);
  });

  test("at the sign-in: tried again, and the password is in no error", async () => {
    behave({ credentials: { user: "ann", password: "right" } });
    open().settings.smtpUrl = server.url.replace("smtp://", "smtp://ann:wrong-secret@");
    await queue();
    await run();
    expect((await stored()).lastError).toBe("the mail server refused the sign-in");
    expect(await open().database.prisma.job.findFirst()).toMatchObject({
      lastError: expect.not.stringContaining("wrong-secret"),
    });
  });

  test.each(["MAIL", "DATA", "END"] as const)("with a 4yz answer to %s: nothing counts as sent", async (command) => {
    behave({ [command]: "421 closing" });
    await queue();
    await run();
    expect(await stored()).toMatchObject({ sentAt: null });
    expect(await open().database.prisma.job.count()).toBe(1);
  });

  test("or is not there: tried again", async () => {
    open().settings.smtpUrl = "smtp://127.0.0.1:1";
    await queue();
    await run();
    expect(await stored()).toMatchObject({ sentAt: null, lastError: expect.stringContaining("ECONNREFUSED") });
  });

  test("or never greets: given up within seconds, and tried again", async () => {
    behave({ hang: true });
    await queue();
    await run();
    expect(await stored()).toMatchObject({ sentAt: null, lastError: expect.stringMatching(/greeting/i) });
  }, 30_000);
});

test("passwords go over TLS alone, but for a server on this machine", () => {
  expect(smtpOptionsOf("smtps://u:p@mail.example.test")).toMatchObject({ secure: true, port: 465 });
  expect(smtpOptionsOf("smtp://u:p@mail.example.test")).toMatchObject({ secure: false, port: 587, requireTLS: true });
  expect(smtpOptionsOf("smtp://u:p@localhost:1025")).toMatchObject({ requireTLS: false, port: 1025 });
  expect(smtpOptionsOf("smtp://[::1]:25").host).toBe("::1");
});

test("mail is deleted after 30 days", async () => {
  await queue();
  await run();
  await pruneAccounting(open().database.pool, clock.now() + 29 * 86_400_000);
  expect(await open().database.prisma.mail.count()).toBe(1);
  await pruneAccounting(open().database.pool, clock.now() + 31 * 86_400_000);
  expect(await open().database.prisma.mail.count()).toBe(0);
});
