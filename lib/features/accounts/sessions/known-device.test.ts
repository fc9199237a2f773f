import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiBrowser, createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { changeAddress, tokenIn } from "@/lib/testing/email-changes";
import { createKey, createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey } from "@/lib/testing/factors";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
// Sign-ins are counted by minute.
beforeEach(() => clock.advance(60_000));

const chrome =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
const told = "New sign-in to your Latchkey account";

const mailsTo = ({ email }: { email: string }, subject: string) =>
  open().database.prisma.mail.findMany({ where: { recipient: email, subject }, orderBy: { createdAt: "asc" } });
const eventsOf = ({ id }: TestUser, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId: id, type } });

/** Signs in on the page; the answer's cookies stay in the browser. */
async function signIn(browser: ApiBrowser, { email }: { email: string }): Promise<void> {
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  const body = new URLSearchParams({ csrfToken, email, password: testPassword, json: "true" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "user-agent": chrome };
  const answer = await browser.call("POST /api/auth/callback/credentials", { body, headers });
  expect(answer.status).toBe(200);
}

const login = ({ email }: TestUser, userAgent: string, address: string) =>
  callApi("POST /api/auth/login", {
    body: { email, password: testPassword },
    headers: { "user-agent": userAgent },
    address,
  });
const forgetSession = (browser: ApiBrowser) => browser.cookies.delete("next-auth.session-token");

describe("a sign-in with a browser", () => {
  it("is told to the owner when its cookie is new to the account", async () => {
    const user = await createUser();
    const browser = createApiBrowser("203.0.113.5");
    await signIn(browser, user);
    expect(browser.cookies.get("latchkey.device")).toMatch(/^[0-9A-Za-z]{24}$/);
    forgetSession(browser);
    // From another network with the same cookie: the same browser.
    await signIn({ ...browser, call: movedTo("192.0.2.9", browser) }, user);
    const [mail, ...others] = await mailsTo(user, told);
    expect(others).toEqual([]);
    expect(mail?.text).toContain("Device: Chrome on macOS\nAddress: 203.0.113.5\nTime: 20");
    expect(mail?.text).toMatch(/http:\/\/localhost:3000\/not-me#token=[0-9A-Za-z]{40}\n/);
    expect(await eventsOf(user, "user.new_device")).toMatchObject([{ data: { address: "203.0.113.5" } }]);
  });

  it("is no news where the account was registered there a moment ago", async () => {
    const browser = createApiBrowser("203.0.113.6");
    const email = `${randomUUID()}@example.test`;
    const registered = await browser.call("POST /api/dashboard/account", { body: { email, password: testPassword } });
    expect(registered.status).toBe(201);
    await signIn(browser, registered.json);
    expect(await mailsTo(registered.json, told)).toEqual([]);
    await signIn(createApiBrowser("203.0.113.6"), registered.json);
    expect(await mailsTo(registered.json, told)).toHaveLength(1);
  });

  it("makes the browser known to this account alone, and keeps no one's cookie", async () => {
    const [one, two] = [await createUser(), await createUser()];
    const browser = createApiBrowser("203.0.113.7");
    for (const user of [one, two]) {
      await signIn(browser, user);
      forgetSession(browser);
      expect(await mailsTo(user, told)).toHaveLength(1);
    }
    const rows = await open().database.prisma.knownDevice.findMany({ where: { userId: { in: [one.id, two.id] } } });
    expect(new Set(rows.map(({ deviceHash }) => deviceHash)).size).toBe(4);
    expect(JSON.stringify(rows)).not.toContain(browser.cookies.get("latchkey.device"));
  });
});

describe("a sign-in of a program", () => {
  it("is told for another program or another network, and its own word for itself makes no link in the mail", async () => {
    const user = await createUser();
    // It was registered by this program.
    await login(user, "vitest", "198.51.100.7");
    await login(user, "vitest/2", "198.51.100.99");
    expect(await mailsTo(user, told)).toEqual([]);
    for (const program of ["vitest", "curl/8.9.1", "evil.example.com/1"]) {
      clock.advance(1);
      await login(user, program, "203.0.113.10");
    }
    const mails = await mailsTo(user, told);
    expect(mails.map(({ text }) => /Device: (.*)/.exec(text)?.[1])).toEqual(["vitest", "curl", "evil. example. com"]);
  });

  it("is told five times a day at most, and always in the audit log", async () => {
    const user = await createUser();
    for (let network = 1; network <= 7; network++) await login(user, "curl/8.5.0", `10.0.${network}.1`);
    expect(await mailsTo(user, told)).toHaveLength(5);
    expect(await eventsOf(user, "user.new_device")).toHaveLength(7);
  });
});

describe("'this was not me'", () => {
  const disown = (token: string, headers: Record<string, string> = {}) =>
    callApi("POST /api/auth/not-me", { body: { token }, headers });

  async function intruded() {
    const user = await createUser({ plan: "pro" });
    await signIn(createApiBrowser("203.0.113.20"), user);
    const intruder = createApiBrowser("203.0.113.21");
    await signIn(intruder, user);
    const mail = (await mailsTo(user, told)).find(({ text }) => text.includes("203.0.113.21"));
    return { user, intruder, token: tokenIn(mail?.text) };
  }

  it("ends every session, token and key of the user, makes the password count no more, and mails a reset", async () => {
    const { user, intruder, token } = await intruded();
    const made = await intruder.call("POST /api/dashboard/user/tokens", { body: { name: "Intruder's" } });
    const scoped = await createKey(user, { scopes: ["prompts:read"] });
    expect(await disown(token)).toMatchObject({ status: 200, json: { reset_mailed: true } });
    expect((await intruder.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await callApi("GET /api/user/me", { token: made.json.token })).status).toBe(401);
    expect((await callApi("GET /api/user/me", { token: user.token })).status).toBe(401);
    expect((await callApi("GET /v1/prompts", { token: scoped.secret })).status).toBe(200);
    expect((await login(user, "curl/8.5.0", "203.0.113.20")).status).toBe(403);
    const [reset] = await mailsTo(user, "Set a new password");
    const again = await callApi("POST /api/auth/reset-password", {
      body: { token: tokenIn(reset?.text), new_password: "another good passphrase" },
    });
    expect(again.status).toBe(204);
    expect(await eventsOf(user, "user.disowned")).toMatchObject([{ actorId: user.id, data: { outcome: "success" } }]);
  });

  it("removes the ways in that were added since the week before, and leaves those of earlier", async () => {
    const { user, token } = await intruded();
    const { prisma } = open().database;
    const add = (id: string, createdAt: Date) =>
      prisma.passkey.create({ data: { id, userId: user.id, name: id, publicKey: Buffer.from("key"), createdAt } });
    await add(`owner ${user.id}`, new Date(clock.now() - 8 * 86_400_000));
    // By another browser of the intruder's, of whose mail the owner says nothing.
    await add(`intruder's other ${user.id}`, new Date(clock.now() - 86_400_000));
    await add(`intruder ${user.id}`, new Date(clock.now()));
    await prisma.identity.create({
      data: { provider: "github", subject: `intruder ${user.id}`, userId: user.id, createdAt: new Date(clock.now()) },
    });
    expect((await disown(token)).status).toBe(200);
    const passkeys = await prisma.passkey.findMany({ where: { userId: user.id } });
    expect(passkeys.map(({ id }) => id)).toEqual([`owner ${user.id}`]);
    expect(await prisma.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  it("removes what that device added, whatever came before, and leaves the links about other devices good", async () => {
    const user = await createUser();
    const [first, second] = [createApiBrowser("203.0.113.31"), createApiBrowser("203.0.113.32")];
    for (const browser of [first, second]) {
      await signIn(browser, user);
      clock.advance(1_000);
    }
    const links = (await mailsTo(user, told)).map(({ text }) => tokenIn(text));
    for (const [browser, name] of [
      [first, "First"],
      [second, "Second"],
    ] as const) {
      expect((await addPasskey(browser, createSoftwareAuthenticator(), name)).status).toBe(201);
    }
    const { prisma } = open().database;
    // As if both were older than the week before the mail.
    await prisma.passkey.updateMany({
      where: { userId: user.id },
      data: { createdAt: new Date(clock.now() - 8 * 86_400_000) },
    });
    expect((await disown(links[1] ?? "")).status).toBe(200);
    expect((await prisma.passkey.findMany({ where: { userId: user.id } })).map(({ name }) => name)).toEqual(["First"]);
    expect((await disown(links[0] ?? "")).status).toBe(200);
    expect(await prisma.passkey.count({ where: { userId: user.id } })).toBe(0);
  });

  it.each(["passkey", "app"])(
    "is offered by the mail about a new %s too, and removes what that session added",
    async (factor) => {
      const user = await createUser();
      const stolen = createApiBrowser("203.0.113.33");
      await signIn(stolen, user);
      if (factor === "app") await addApp(stolen, clock.now());
      else expect((await addPasskey(stolen, createSoftwareAuthenticator())).status).toBe(201);
      const about = { app: "An authenticator app", passkey: "A passkey" }[factor];
      const [mail] = await mailsTo(user, `${about} was added to your Latchkey account`);
      clock.advance(6 * 86_400_000);
      expect((await disown(tokenIn(mail?.text))).status).toBe(200);
      const { prisma } = open().database;
      const where = { userId: user.id };
      expect([await prisma.passkey.count({ where }), await prisma.authenticator.count({ where })]).toEqual([0, 0]);
      expect(await prisma.recoveryCode.count({ where })).toBe(0);
    },
  );

  it("gives the address back that the stranger has changed meanwhile, and mails the reset there", async () => {
    const user = await proveAddress(await createUser());
    const intruder = createApiBrowser("203.0.113.34");
    await signIn(intruder, user);
    const token = tokenIn((await mailsTo(user, told)).at(-1)?.text);
    const theirs = `${randomUUID()}@example.test`;
    clock.advance(60_000);
    await changeAddress(intruder, theirs);
    expect((await disown(token)).json).toEqual({ reset_mailed: true });
    const { email, passwordHash } = await open().database.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect([email, passwordHash]).toEqual([user.email, null]);
    expect(await mailsTo({ email: theirs }, "Set a new password")).toEqual([]);
    const [reset] = await mailsTo(user, "Set a new password");
    const body = { token: tokenIn(reset?.text), new_password: "another good passphrase" };
    expect((await callApi("POST /api/auth/reset-password", { body })).status).toBe(204);
  });

  it("works once, for seven days, and the intruder's browser is a new device the next time", async () => {
    const { user, token } = await intruded();
    expect((await disown("x".repeat(40))).status).toBe(400);
    clock.advance(7 * 86_400_000 - 61_000);
    const devices = () => open().database.prisma.knownDevice.count({ where: { userId: user.id } });
    expect(await devices()).toBe(3);
    expect((await disown(token)).status).toBe(200);
    expect(await devices()).toBe(2);
    expect((await disown(token)).status).toBe(400);
    const other = await intruded();
    clock.advance(7 * 86_400_000);
    expect((await disown(other.token)).status).toBe(400);
  });

  it("is said once by two requests at the same time", async () => {
    const { user, token } = await intruded();
    const statuses = await Promise.all([disown(token), disown(token)]);
    expect(statuses.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await mailsTo(user, "Set a new password")).toHaveLength(1);
  });

  it("links to this deployment, whatever host the request names", async () => {
    const user = await createUser();
    await callApi("POST /api/auth/login", {
      body: { email: user.email, password: testPassword },
      headers: { host: "evil.example.test", "x-forwarded-host": "evil.example.test" },
    });
    const [mail] = await mailsTo(user, told);
    expect(mail?.text).toContain("http://localhost:3000/not-me#token=");
    expect(mail?.text).not.toContain("evil");
  });
});

/** The calls of a browser that has moved to another network, with the cookies that it has. */
function movedTo(address: string, { cookies }: ApiBrowser): ApiBrowser["call"] {
  const moved = createApiBrowser(address);
  for (const [name, value] of cookies) moved.cookies.set(name, value);
  return moved.call;
}
