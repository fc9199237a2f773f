import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime({ settings: { adminEmails: ["boss@example.test"] } });

const send = ({ token }: TestUser) => callApi("POST /api/user/me/verify-email", { token });
const confirm = ({ token }: TestUser, proof: string) =>
  callApi("POST /api/user/me/verify-email/confirm", { token, body: { token: proof } });
const isVerified = async ({ token }: TestUser) => (await callApi("GET /api/user/me", { token })).json.email_verified;

async function tokensMailedTo({ email }: TestUser): Promise<string[]> {
  const mails = await open().database.prisma.mail.findMany({
    where: { recipient: email, subject: "Verify your email address" },
    orderBy: { createdAt: "asc" },
  });
  return mails.map(({ text }) => /#token=([A-Za-z0-9]+)/.exec(text)?.[1] ?? "");
}

describe("proving an address by a mailed link", () => {
  it("works once, and the database never holds the token", async () => {
    const user = await createUser();
    expect(await isVerified(user)).toBe(false);
    const sent = await send(user);
    expect([sent.status, sent.json.email]).toEqual([202, user.email]);
    const [token = ""] = await tokensMailedTo(user);
    expect(token).toHaveLength(40);
    const proof = await open().database.prisma.emailProof.findFirstOrThrow({ where: { userId: user.id } });
    expect(JSON.stringify(proof)).not.toContain(token);
    const statuses = await Promise.all([confirm(user, token), confirm(user, token)]);
    expect(statuses.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await isVerified(user)).toBe(true);
    expect((await confirm(user, token)).status).toBe(400);
    expect((await send(user)).status).toBe(409);
  });

  it("sends one mail a minute, also to those who ask twice at once; a later link ends the earlier one", async () => {
    const user = await createUser();
    const answers = await Promise.all([send(user), send(user), send(user)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await tokensMailedTo(user)).toHaveLength(1);
    clock.advance(60_000);
    await send(user);
    const [first = "", second = ""] = await tokensMailedTo(user);
    expect((await confirm(user, first)).status).toBe(400);
    expect((await confirm(user, second)).status).toBe(200);
  });

  it("sends no more than five mails a day to one address, also after it is registered anew", async () => {
    const email = "somebody-else@example.test";
    const user = await createUser({ email });
    for (let count = 0; count < 5; count += 1) {
      expect((await send(user)).status).toBe(202);
      clock.advance(60_000);
    }
    const refused = await send(user);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, String(86_400 - 5 * 60)]);
    const body = { password: testPassword };
    expect((await callApi("DELETE /api/user/me", { token: user.token, body })).status).toBe(204);
    const again = await createUser({ email });
    expect((await send(again)).status).toBe(429);
    expect(await tokensMailedTo(user)).toHaveLength(5);
    clock.advance(86_400_000 - 5 * 60_000);
    expect((await send(again)).status).toBe(202);
  });

  it("ends after a day", async () => {
    const user = await createUser();
    await send(user);
    const [token = ""] = await tokensMailedTo(user);
    clock.advance(86_400_000);
    expect((await confirm(user, token)).status).toBe(400);
    expect(await isVerified(user)).toBe(false);
  });

  it("counts for its own user alone: the receiver of a squatter's link cannot vouch for it", async () => {
    const [squatter, owner] = [await createUser(), await createUser()];
    await send(squatter);
    const [token = ""] = await tokensMailedTo(squatter);
    expect((await confirm(owner, token)).status).toBe(400);
    expect([await isVerified(owner), await isVerified(squatter)]).toEqual([false, false]);
    expect((await confirm(squatter, token)).status).toBe(200);
  });

  it.each(["", " ", "x", "a".repeat(201), "a\0b", 7, null, { a: 1 }])("refuses %j", async (token) => {
    const user = await createUser();
    const answer = await callApi("POST /api/user/me/verify-email/confirm", { token: user.token, body: { token } });
    expect(answer.status).toBe(400);
  });

  it("makes those administrators whom ADMIN_EMAILS names, once it is proved", async () => {
    await createUser();
    const boss = await createUser({ email: "boss@example.test" });
    const isAdmin = async () =>
      (await open().database.prisma.user.findUniqueOrThrow({ where: { id: boss.id } })).instanceAdmin;
    expect(await isAdmin()).toBe(false);
    await send(boss);
    const [token = ""] = await tokensMailedTo(boss);
    await confirm(boss, token);
    expect(await isAdmin()).toBe(true);
    const check = await open().directory.checkBearer(boss.token);
    expect(check.ok && check.record.principal.instanceAdmin).toBe(true);
  });

  it("and at their next sign-in, when they are named later", async () => {
    const boss = await open().database.prisma.user.findUniqueOrThrow({ where: { email: "boss@example.test" } });
    const { prisma } = open().database;
    await prisma.user.update({ where: { id: boss.id }, data: { instanceAdmin: false } });
    const body = { email: boss.email, password: testPassword };
    expect((await callApi("POST /api/auth/login", { body, address: "192.0.2.9" })).status).toBe(200);
    expect((await prisma.user.findUniqueOrThrow({ where: { id: boss.id } })).instanceAdmin).toBe(true);
  });
});

describe("addresses where no mail arrives", () => {
  it.each(["a@b.invalid", "a@x.B.INVALID"])("cannot register: %s", async (email) => {
    const answer = await callApi("POST /api/auth/register", {
      body: { email, password: testPassword },
      address: "192.0.2.10",
    });
    expect([answer.status, answer.json.error.details[0].path]).toEqual([400, "email"]);
  });
});

describe("providers that are not configured", () => {
  it.each([
    "/api/auth/github",
    "/api/auth/google",
    "/api/auth/callback/github",
    "/api/auth/callback/google?code=x&state=y",
  ])("404 with a clear sentence on %s", async (path) => {
    const answer = await callApi(`GET ${path}`);
    const message = expect.stringMatching(/^Sign-in with (GitHub|Google) is not configured on this deployment$/);
    expect([answer.status, answer.json]).toEqual([404, { error: { code: "NOT_FOUND", message } }]);
  });
});
