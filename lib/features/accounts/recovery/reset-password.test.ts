import { beforeEach, describe, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import { findOneTimeToken, issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { callApi } from "@/lib/testing/call-api";
import { dashboardSession } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { makeResetLink, resetMailSubject } from "./reset-link";

const { clock, open } = useTestRuntime();
const newPassword = "another good passphrase";

let hosts = 0;
/** Sign-ins are counted by address; what is counted by account is a test of its own. */
const newAddress = () => `10.1.${Math.floor(hosts / 250)}.${(hosts++ % 250) + 1}`;
const ask = (email: string, headers: Record<string, string> = {}, address = newAddress()) =>
  callApi("POST /api/auth/forgot-password", { body: { email }, address, headers });
const reset = (token: string, password = newPassword) =>
  callApi("POST /api/auth/reset-password", { body: { token, new_password: password }, address: newAddress() });
const loginStatus = async ({ email }: TestUser, password: string) =>
  (await callApi("POST /api/auth/login", { body: { email, password }, address: newAddress() })).status;
const mailsTo = (email: string, subject = resetMailSubject) =>
  open().database.prisma.mail.findMany({ where: { recipient: email, subject }, orderBy: { createdAt: "asc" } });
const tokenIn = (text = "") => /#token=([A-Za-z0-9]+)/.exec(text)?.[1] ?? "";

/** Asks for a link and takes its token out of the mail. */
async function mailedToken({ email }: TestUser): Promise<string> {
  expect((await ask(email)).status).toBe(202);
  await open().jobs.runDue(jobHandlers);
  return tokenIn((await mailsTo(email)).at(-1)?.text);
}

beforeEach(() => clock.advance(60_000));

describe("a forgotten password", () => {
  test("is set anew by a mailed link, once, and the database never holds the token outside of the mail", async () => {
    const user = await createUser();
    const token = await mailedToken(user);
    expect(token).toHaveLength(40);
    const rows = await open().database.prisma.oneTimeToken.findMany({ where: { userId: user.id } });
    expect([rows.length, JSON.stringify(rows).includes(token)]).toEqual([1, false]);
    expect((await reset(token)).status).toBe(204);
    expect(await loginStatus(user, testPassword)).toBe(401);
    expect(await loginStatus(user, newPassword)).toBe(200);
    const again = await reset(token, "and one more passphrase");
    expect([again.status, again.json.error.details[0].path]).toEqual([400, "token"]);
    expect(await loginStatus(user, newPassword)).toBe(200);
  });

  test("the page may ask whether a link still holds, which uses nothing up and names nobody", async () => {
    const user = await createUser();
    const token = await mailedToken(user);
    const check = (shown: string) =>
      callApi("POST /api/dashboard/reset-link", {
        body: { token: shown },
        headers: { "sec-fetch-site": "same-origin" },
      });
    const [live, again, unknown] = [await check(token), await check(token), await check("x".repeat(40))];
    expect([live.status, live.text, again.status, unknown.status]).toEqual([204, "", 204, 400]);
    expect((await reset(token)).status).toBe(204);
    const used = await check(token);
    expect([used.status, used.json.error.details]).toEqual([400, unknown.json.error.details]);
  });

  test("the link ends after 30 minutes, and a common or short password leaves it good", async () => {
    const user = await createUser();
    const token = await mailedToken(user);
    expect((await reset(token, "short")).status).toBe(400);
    expect((await reset(token, "password123")).json.error.details[0].path).toBe("new_password");
    clock.advance(30 * 60_000);
    expect((await reset(token)).status).toBe(400);
    expect(await loginStatus(user, testPassword)).toBe(200);
  });

  test("ends everything that acts as the user; keys with scopes go on", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "laptop" } })).json.token;
    const userKey = (await createKey(user)).secret;
    const scoped = (await createKey(user, { scopes: ["prompts:read"] })).secret;
    const sessionId = await dashboardSession(user.email);
    await open().database.prisma.oAuthArtifact.create({
      data: { model: "Grant", idHash: "x", payload: {}, userId: user.id },
    });
    const works = async () => {
      const checks = [user.token, pat, userKey, scoped].map((token) => open().directory.checkBearer(token));
      const cookie = open().directory.checkDashboardSession(sessionId);
      return (await Promise.all([...checks, cookie])).map(({ ok }) => ok);
    };
    expect(await works()).toEqual([true, true, true, true, true]);
    expect((await reset(await mailedToken(user))).status).toBe(204);
    expect(await works()).toEqual([false, false, false, true, false]);
    expect(await open().database.prisma.oAuthArtifact.count({ where: { userId: user.id } })).toBe(0);
  });

  test("is told to its address, and stands in the audit log with address and outcome", async () => {
    const user = await createUser();
    expect((await reset(await mailedToken(user))).status).toBe(204);
    const [told] = await mailsTo(user.email, "The password of your Latchkey account was set anew with a link");
    expect(told?.text).toContain("http://localhost:3000/not-me#token=");
    const events = await open().database.prisma.event.findMany({
      where: { organizationId: user.id, type: { in: ["user.password_reset_asked", "user.password_changed"] } },
      orderBy: { type: "desc" },
    });
    expect(events).toMatchObject(
      [
        { type: "user.password_reset_asked", actorId: null, data: { by: "mail", address: /^10\.1\./ } },
        {
          type: "user.password_changed",
          actorId: user.id,
          data: { by: "reset_link", first: false, outcome: "success" },
        },
      ].map(({ data, ...event }) => ({ ...event, data: { ...data, address: expect.stringMatching(/^10\.1\./) } })),
    );
    expect(JSON.stringify(events)).not.toContain(tokenIn((await mailsTo(user.email))[0]?.text));
  });

  test("is set by somebody who signed in with a provider only", async () => {
    const user = await proveAddress(await createUser());
    await open().database.prisma.user.update({ where: { id: user.id }, data: { passwordHash: null } });
    expect((await reset(await mailedToken(user))).status).toBe(204);
    expect(await loginStatus(user, newPassword)).toBe(200);
  });
});

describe("a new password that an administrator asked for", () => {
  test("is set by a link before the next sign-in with a password: the old one opens nothing, and says why", async () => {
    const user = await createUser();
    const passwordResetAskedAt = new Date(clock.now());
    await open().database.prisma.user.update({ where: { id: user.id }, data: { passwordResetAskedAt } });
    const login = (password: string) =>
      callApi("POST /api/auth/login", { body: { email: user.email, password }, address: newAddress() });
    const refused = await login(testPassword);
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining("new password")]);
    expect((await login("a wrong password")).status).toBe(401);
    expect((await reset(await mailedToken(user))).status).toBe(204);
    expect((await login(newPassword)).status).toBe(200);
  });
});

describe("whose address it is", () => {
  const connect = ({ id }: TestUser, subject: string) =>
    open().database.prisma.identity.create({ data: { provider: "github", subject, userId: id } });

  test("a reset by mail proves it; who registered it first, without a proof, keeps no way in by a provider", async () => {
    const [squatted, proved] = [await createUser(), await proveAddress(await createUser())];
    await connect(squatted, "squatter");
    await connect(proved, "owner");
    for (const user of [squatted, proved]) expect((await reset(await mailedToken(user))).status).toBe(204);
    const subjects = (await open().database.prisma.identity.findMany()).map(({ subject }) => subject);
    expect(subjects).toEqual(["owner"]);
    const { emailVerifiedAt } = await open().database.prisma.user.findUniqueOrThrow({ where: { id: squatted.id } });
    expect(emailVerifiedAt).not.toBeNull();
  });

  test("nor by a passkey or an app that they set up before, and is asked for neither", async () => {
    const squatted = await createUser();
    const { prisma } = open().database;
    await prisma.passkey.create({
      data: { id: "squatters", userId: squatted.id, name: "Mine", publicKey: Buffer.from("key") },
    });
    await prisma.authenticator.create({
      data: { userId: squatted.id, sealedSecret: "sealed", confirmedAt: new Date(clock.now()) },
    });
    await prisma.recoveryCode.create({ data: { userId: squatted.id, codeHash: "hash" } });
    expect((await reset(await mailedToken(squatted))).status).toBe(204);
    const where = { userId: squatted.id };
    const left = [
      prisma.passkey.count({ where }),
      prisma.authenticator.count({ where }),
      prisma.recoveryCode.count({ where }),
    ];
    expect(await Promise.all(left)).toEqual([0, 0, 0]);
    expect(await loginStatus(squatted, newPassword)).toBe(200);
  });

  test("who proves it that way is mailed what others may have set up for its organizations, and where to end it", async () => {
    const [squatted, empty, proved] = [await createUser(), await createUser(), await proveAddress(await createUser())];
    for (const user of [squatted, proved]) await createKey(user, { scopes: ["organization:admin"] });
    for (const user of [squatted, empty, proved]) expect((await reset(await mailedToken(user))).status).toBe(204);
    const subject = "Look at what your Latchkey account holds already";
    const [mail] = await mailsTo(squatted.email, subject);
    expect(mail?.text).toMatch(/^- API keys: 1, at http\S+\/dashboard\/api-keys$/m);
    expect(mail?.text).not.toContain("OAuth apps");
    expect([await mailsTo(empty.email, subject), await mailsTo(proved.email, subject)]).toEqual([[], []]);
  });

  test("a link that the operator printed proves no address", async () => {
    const user = await createUser();
    await connect(user, "mine");
    const { url } = await open().database.prisma.$transaction((tx) =>
      makeResetLink(tx, user, { client: null, actorId: "operator", mailed: false }),
    );
    expect((await reset(tokenIn(url))).status).toBe(204);
    const stored = await open().database.prisma.user.findUniqueOrThrow({
      where: { id: user.id },
      include: { identities: true },
    });
    expect([stored.emailVerifiedAt, stored.identities.length]).toEqual([null, 1]);
  });

  test("a link that was mailed to an address is good for nothing once the account has another", async () => {
    const user = await createUser();
    const token = await mailedToken(user);
    const email = `moved-${user.email}`;
    await open().database.prisma.user.update({ where: { id: user.id }, data: { email } });
    expect((await reset(token)).status).toBe(400);
    expect(await loginStatus({ ...user, email }, testPassword)).toBe(200);
  });
});

describe("attacks", () => {
  test.each(["", "x", "a".repeat(40), "0".repeat(200)])("a guessed token (%j) is a 400", async (token) => {
    expect((await reset(token)).status).toBe(400);
  });

  test("guesses from many addresses find nothing, near ones neither, and leave the link good; one address has ten a minute", async () => {
    const user = await createUser();
    const token = await mailedToken(user);
    const near = [...token].map((sign, at) => `${token.slice(0, at)}${sign === "a" ? "b" : "a"}${token.slice(at + 1)}`);
    const other = [token.slice(1), token.toUpperCase(), token.toLowerCase(), `${token}0`];
    for (const guessed of [...near, ...other]) expect([guessed, (await reset(guessed)).status]).toEqual([guessed, 400]);
    const body = { token: "0".repeat(40), new_password: newPassword };
    const fromOne = [];
    const address = newAddress();
    for (let count = 0; count < 11; count += 1)
      fromOne.push((await callApi("POST /api/auth/reset-password", { body, address })).status);
    expect(fromOne).toEqual([...Array(10).fill(400), 429]);
    expect((await reset(token)).status).toBe(204);
  });

  test("a token of another purpose sets no password", async () => {
    const user = await createUser();
    const { token } = await open().database.prisma.$transaction((tx) =>
      issueOneTimeToken(tx, { purpose: "second factor", userId: user.id, lifetimeMs: 60_000 }),
    );
    expect((await reset(token)).status).toBe(400);
    const found = await findOneTimeToken(open().database.prisma, "second factor", token);
    expect(found?.userId).toBe(user.id);
  });

  test("of two resets at once one counts, with one link as with two", async () => {
    for (const links of [1, 2]) {
      const user = await createUser();
      const first = await mailedToken(user);
      clock.advance(60_000);
      const second = links === 1 ? first : await mailedToken(user);
      const answers = await Promise.all([
        reset(first, "the first new passphrase"),
        reset(second, "the second new one"),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400]);
      const signIns = [
        await loginStatus(user, "the first new passphrase"),
        await loginStatus(user, "the second new one"),
      ];
      expect(signIns).toEqual(answers.map(({ status }) => (status === 204 ? 200 : 401)));
    }
  });

  test("no sign-in with the old password outlives a reset that it races", async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await createUser();
      const token = await mailedToken(user);
      const body = { email: user.email, password: testPassword };
      const [done, ...signIns] = await Promise.all([
        reset(token),
        ...Array.from({ length: 4 }, () => callApi("POST /api/auth/login", { body, address: newAddress() })),
      ]);
      expect(done.status).toBe(204);
      for (const { json } of signIns) {
        const check = json.access_token ? await open().directory.checkBearer(json.access_token) : null;
        expect(check?.ok ?? false).toBe(false);
      }
    }
  });

  test("a second link leaves the first good until one of them is used", async () => {
    const user = await createUser();
    const first = await mailedToken(user);
    clock.advance(60_000);
    const second = await mailedToken(user);
    expect((await reset(first)).status).toBe(204);
    expect((await reset(second)).status).toBe(400);
  });
});
