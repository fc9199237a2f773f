import { beforeEach, describe, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime({ settings: { adminEmails: ["boss@example.test"] } });

let hosts = 0;
const newAddress = () => `10.2.${Math.floor(hosts / 250)}.${(hosts++ % 250) + 1}`;
const changeSubject = "A new address for a Latchkey account";
const undoSubject = "The address of your Latchkey account was changed";
const another = () => `new-${hosts++}@example.test`;

const mailsTo = (recipient: string, subject: string) =>
  open().database.prisma.mail.findMany({ where: { recipient, subject }, orderBy: { createdAt: "asc" } });
const tokenTo = async (recipient: string, subject: string) =>
  /#token=([A-Za-z0-9]+)/.exec((await mailsTo(recipient, subject)).at(-1)?.text ?? "")?.[1] ?? "";
const storedUser = ({ id }: { id: string }) => open().database.prisma.user.findUniqueOrThrow({ where: { id } });
const login = (email: string, password = testPassword) =>
  callApi("POST /api/auth/login", { body: { email, password }, address: newAddress() });
const undo = (token: string) => callApi("POST /api/auth/undo-email-change", { body: { token }, address: newAddress() });
const forgot = async (email: string) => {
  await callApi("POST /api/auth/forgot-password", { body: { email }, address: newAddress() });
  await open().jobs.runDue(jobHandlers);
  return tokenTo(email, "Set a new password");
};
const reset = (token: string, password = "another good passphrase") =>
  callApi("POST /api/auth/reset-password", { body: { token, new_password: password }, address: newAddress() });

type Pages = { headers: Record<string, string> };
const signedIn = async (user: TestUser): Promise<Pages> => ({ headers: await dashboardHeaders(user) });
const ask = ({ headers }: Pages, email: string) =>
  callApi("POST /api/dashboard/account/email", { headers, body: { email } });
const confirm = ({ headers }: Pages, token: string) =>
  callApi("POST /api/dashboard/account/email/confirm", { headers, body: { token } });

/** Changes the address of a user by its own pages. */
async function change(user: TestUser, email: string): Promise<Pages> {
  const pages = await signedIn(user);
  expect((await ask(pages, email)).status).toBe(202);
  const answer = await confirm(pages, await tokenTo(email, changeSubject));
  expect([answer.status, answer.json?.email]).toEqual([200, email]);
  return pages;
}

beforeEach(() => clock.advance(60_000));

describe("a change of address", () => {
  test("counts once the new address has proved itself, and is then the one to sign in with", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    const email = another();
    const asked = await ask(pages, email.toUpperCase());
    expect([asked.status, asked.json.email]).toEqual([202, email]);
    expect((await storedUser(user)).email).toBe(user.email);
    const token = await tokenTo(email, changeSubject);
    expect(JSON.stringify(await open().database.prisma.oneTimeToken.findMany())).not.toContain(token);
    expect((await confirm(pages, token)).json.email).toBe(email);
    expect(await storedUser(user)).toMatchObject({ email, emailVerifiedAt: expect.any(Date) });
    expect([(await login(email)).status, (await login(user.email)).status]).toEqual([200, 401]);
    expect((await confirm(pages, token)).status).toBe(400);
    expect((await callApi("GET /api/user/me", { token: user.token })).json.email).toBe(email);
    const events = await open().database.prisma.event.findMany({
      where: { organizationId: user.id, type: { startsWith: "user.email_change" } },
      orderBy: { createdAt: "asc" },
    });
    expect(events).toMatchObject([
      { type: "user.email_change_asked", actorId: user.id, data: { new_email: email, outcome: "success" } },
      { type: "user.email_changed", actorId: user.id, data: { old_email: user.email, new_email: email } },
    ]);
  });

  test("asks an old session to confirm first, and opens to no bearer token", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    clock.advance(10 * 60_000 + 1_000);
    const late = await ask(pages, another());
    expect([late.status, late.json.error.code]).toEqual([403, "REAUTHENTICATION_REQUIRED"]);
    const bearer = await callApi("POST /api/dashboard/account/email", {
      token: user.token,
      body: { email: another() },
    });
    expect(bearer.status).toBeGreaterThanOrEqual(400);
  });

  test("counts for its own user alone: the receiver of a stranger's link vouches for nothing", async () => {
    const [stranger, owner] = [await createUser(), await createUser()];
    const email = another();
    await ask(await signedIn(stranger), email);
    const token = await tokenTo(email, changeSubject);
    expect((await confirm(await signedIn(owner), token)).status).toBe(400);
    expect((await storedUser(owner)).email).toBe(owner.email);
    expect((await storedUser(stranger)).email).toBe(stranger.email);
  });

  test("a taken address is answered alike; its owner is told, and nothing comes of it", async () => {
    const [user, owner] = [await createUser(), await createUser()];
    const pages = await signedIn(user);
    const free = await ask(pages, another());
    const taken = await ask(pages, owner.email);
    expect([taken.status, Object.keys(taken.json)]).toEqual([free.status, Object.keys(free.json)]);
    const [told] = await mailsTo(owner.email, changeSubject);
    expect(told?.text).toContain("nothing was changed");
    expect(told?.text).not.toContain("token");
    const refused = await ask(pages, owner.email);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await ask(pages, free.json.email)).status).toBe(429);
  });

  test("an address that somebody registered meanwhile is a 409", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    const email = another();
    await ask(pages, email);
    await createUser({ email });
    expect((await confirm(pages, await tokenTo(email, changeSubject))).status).toBe(409);
    expect((await storedUser(user)).email).toBe(user.email);
  });

  test("a second wish replaces the first, a day ends it, and so does a changed password", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    const [first, second] = [another(), another()];
    await ask(pages, first);
    await ask(pages, second);
    expect((await confirm(pages, await tokenTo(first, changeSubject))).status).toBe(400);
    clock.advance(24 * 3_600_000);
    expect((await confirm(pages, await tokenTo(second, changeSubject))).status).toBe(400);
    const fresh = await signedIn(user);
    const third = another();
    await ask(fresh, third);
    const body = { current_password: testPassword, new_password: "another good passphrase" };
    expect((await callApi("PUT /api/dashboard/account/password", { ...fresh, body })).status).toBe(204);
    expect((await confirm(fresh, await tokenTo(third, changeSubject))).status).toBe(400);
  });

  test("ends the links that were mailed to the former address", async () => {
    const user = await createUser();
    const token = await forgot(user.email);
    await change(user, another());
    expect((await reset(token)).status).toBe(400);
  });

  test("makes those administrators whom ADMIN_EMAILS names, by an address that is proved", async () => {
    await createUser();
    const user = await createUser();
    await change(user, "boss@example.test");
    expect((await storedUser(user)).instanceAdmin).toBe(true);
  });

  test.each(["no address", "a@b.invalid", "", 7])("refuses %j", async (email) => {
    const user = await createUser();
    expect((await ask(await signedIn(user), email as string)).status).toBe(400);
  });

  test("of two confirmations of one link at once, one counts", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    const email = another();
    await ask(pages, email);
    const token = await tokenTo(email, changeSubject);
    const answers = await Promise.all([confirm(pages, token), confirm(pages, token)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await mailsTo(user.email, undoSubject)).toHaveLength(1);
  });
});

describe("a rule by domain", () => {
  test("of who may register holds for where an account moves, also where it came after the wish", async () => {
    const user = await createUser();
    const pages = await signedIn(user);
    const outside = another();
    await ask(pages, outside);
    const settings = open().settings;
    const before = settings.registration;
    settings.registration = { mode: "domains", domains: ["company.test"] };
    try {
      const refused = await ask(pages, another());
      expect([refused.status, refused.json.error.details[0].path]).toEqual([400, "email"]);
      expect((await confirm(pages, await tokenTo(outside, changeSubject))).status).toBe(400);
      const inside = `ada-${hosts}@company.test`;
      await ask(pages, inside);
      expect((await confirm(pages, await tokenTo(inside, changeSubject))).status).toBe(200);
    } finally {
      settings.registration = before;
    }
  });

  test("that an organization binds to its provider is not escaped by moving away", async () => {
    const [user, owner] = [await createUser({ email: "ada@bound.test" }), await createUser()];
    const pages = await signedIn(user);
    const wish = another();
    await ask(pages, wish);
    await open().database.prisma.organizationDomain.create({
      data: {
        id: "dom_bound",
        organizationId: owner.id,
        domain: "bound.test",
        challenge: "x",
        verifiedAt: new Date(),
        requiredProvider: "google",
      },
    });
    expect((await ask(pages, another())).status).toBe(409);
    expect((await confirm(pages, await tokenTo(wish, changeSubject))).status).toBe(409);
    expect((await storedUser(user)).email).toBe("ada@bound.test");
  });
});

describe("undoing a change", () => {
  test("from the former address gives it back, ends what acts as the user and the password, and mails a way to a new one", async () => {
    const user = await proveAddress(await createUser());
    const email = another();
    const pages = await change(user, email);
    const token = await tokenTo(user.email, undoSubject);
    clock.advance(7 * 86_400_000 - 60_000);
    const answer = await undo(token);
    expect([answer.status, answer.json]).toEqual([200, { email: user.email }]);
    expect((await callApi("GET /api/dashboard/account", pages)).status).toBe(401);
    expect((await open().directory.checkBearer(user.token)).ok).toBe(false);
    expect([(await login(user.email)).status, (await login(email)).status]).toEqual([401, 401]);
    expect((await reset(await tokenTo(user.email, "Set a new password"))).status).toBe(204);
    expect((await login(user.email, "another good passphrase")).status).toBe(200);
    expect((await undo(token)).status).toBe(400);
    expect(await mailsTo(email, "A change of address was undone")).toHaveLength(1);
    const events = await open().database.prisma.event.findMany({ where: { type: "user.email_change_undone" } });
    expect(events).toMatchObject([
      { organizationId: user.id, actorId: null, data: { old_email: email, new_email: user.email } },
    ]);
  });

  test("ends after seven days", async () => {
    const user = await createUser();
    const email = another();
    await change(user, email);
    const token = await tokenTo(user.email, undoSubject);
    clock.advance(7 * 86_400_000);
    expect((await undo(token)).status).toBe(400);
    expect((await storedUser(user)).email).toBe(email);
  });

  test("works after the thief reset the password and moved on, who can undo nothing of it", async () => {
    const user = await proveAddress(await createUser());
    const [theirs, next] = [another(), another()];
    await change(user, theirs);
    const token = await tokenTo(user.email, undoSubject);
    clock.advance(60_000);
    expect((await reset(await forgot(theirs))).status).toBe(204);
    // The former address hears of the reset too, while it can undo.
    const told = await mailsTo(user.email, "The password of your Latchkey account was set anew with a link");
    expect(told).toHaveLength(1);
    const { id } = user;
    await open().database.prisma.user.update({
      where: { id },
      data: { passwordHash: (await storedUser(await createUser())).passwordHash },
    });
    await change({ ...user, email: theirs }, next);
    const thiefs = await tokenTo(theirs, undoSubject);
    const pending = await forgot(next);
    expect((await undo(token)).status).toBe(200);
    expect((await storedUser(user)).email).toBe(user.email);
    for (const answer of [await undo(thiefs), await reset(pending)]) expect(answer.status).toBe(400);
    expect((await storedUser(user)).email).toBe(user.email);
  });

  test("removes the ways in that were added since, and keeps the owner's own", async () => {
    const user = await proveAddress(await createUser());
    const { prisma } = open().database;
    const add = async (name: string) => {
      const createdAt = new Date(clock.now());
      const userId = user.id;
      await prisma.identity.create({ data: { provider: name, subject: name, userId, createdAt } });
      await prisma.passkey.create({ data: { id: name, name, userId, createdAt, publicKey: new Uint8Array([1]) } });
    };
    const pages = await signedIn(user);
    await add("own");
    clock.advance(60_000);
    const email = another();
    await ask(pages, email);
    await confirm(pages, await tokenTo(email, changeSubject));
    clock.advance(60_000);
    await add("thief");
    await prisma.authenticator.create({
      data: { userId: user.id, sealedSecret: "x", confirmedAt: new Date(), createdAt: new Date(clock.now()) },
    });
    await prisma.recoveryCode.create({ data: { userId: user.id, codeHash: "x" } });
    expect((await undo(await tokenTo(user.email, undoSubject))).status).toBe(200);
    const left = await prisma.user.findUniqueOrThrow({
      where: { id: user.id },
      include: { identities: true, passkeys: true, authenticator: true, recoveryCodes: true },
    });
    expect(left.identities.map(({ provider }) => provider)).toEqual(["own"]);
    expect(left.passkeys.map(({ id }) => id)).toEqual(["own"]);
    expect([left.authenticator, left.recoveryCodes]).toEqual([null, []]);
  });

  test("stays possible: nobody takes the former address meanwhile, neither by registering nor by a change", async () => {
    const [user, thief] = [await createUser(), await createUser()];
    await change(user, another());
    const body = { email: user.email, password: testPassword };
    const registered = await callApi("POST /api/auth/register", { body, address: newAddress() });
    expect(registered.status).toBe(409);
    const pages = await signedIn(thief);
    await ask(pages, user.email);
    expect(await tokenTo(user.email, changeSubject)).toBe("");
    expect((await undo(await tokenTo(user.email, undoSubject))).status).toBe(200);
    // The owner themselves may go back to it.
    const other = await createUser();
    const moved = another();
    await change(other, moved);
    clock.advance(60_000);
    await change({ ...other, email: moved }, other.email);
    expect((await storedUser(other)).email).toBe(other.email);
    clock.advance(7 * 86_400_000);
    const { status } = await callApi("POST /api/auth/register", {
      body: { email: moved, password: testPassword },
      address: newAddress(),
    });
    expect(status).toBe(201);
  });

  test("of two at once one counts, and one that races a second change leaves the account with its owner", async () => {
    const user = await proveAddress(await createUser());
    const [theirs, next] = [another(), another()];
    const pages = await change(user, theirs);
    const token = await tokenTo(user.email, undoSubject);
    await ask(pages, next);
    const second = await tokenTo(next, changeSubject);
    const answers = await Promise.all([undo(token), undo(token), confirm(pages, second)]);
    expect(
      answers
        .slice(0, 2)
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual([200, 400]);
    expect((await storedUser(user)).email).toBe(user.email);
  });
});
