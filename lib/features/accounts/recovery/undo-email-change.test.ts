import { beforeEach, describe, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import {
  askForAddress,
  changeAddress,
  changeSubject,
  confirmAddress,
  mailedToken,
  mailsTo,
  pagesOf,
  undoSubject,
} from "@/lib/testing/email-changes";
import { createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, newBrowser, signInOnPage, signInWithPasskey } from "@/lib/testing/factors";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

let hosts = 0;
const newAddress = () => `10.3.${Math.floor(hosts / 250)}.${(hosts++ % 250) + 1}`;
const another = () => `other-${hosts++}@example.test`;

const storedUser = ({ id }: { id: string }) => open().database.prisma.user.findUniqueOrThrow({ where: { id } });
const login = (email: string, password = testPassword) =>
  callApi("POST /api/auth/login", { body: { email, password }, address: newAddress() });
const undo = (token: string) => callApi("POST /api/auth/undo-email-change", { body: { token }, address: newAddress() });
const forgot = async (email: string) => {
  await callApi("POST /api/auth/forgot-password", { body: { email }, address: newAddress() });
  await open().jobs.runDue(jobHandlers);
  return mailedToken(email, "Set a new password");
};
const reset = (token: string, password = "another good passphrase") =>
  callApi("POST /api/auth/reset-password", { body: { token, new_password: password }, address: newAddress() });
const change = async (user: TestUser, email: string) => {
  const pages = await pagesOf(user);
  await changeAddress(pages, email);
  return pages;
};
/** A browser of its own in which a user has signed in with the password. */
const signedIn = async (user: { email: string }): Promise<ApiBrowser> => {
  const browser = newBrowser();
  expect((await signInOnPage(browser, user.email)).status).toBe(200);
  return browser;
};

beforeEach(() => clock.advance(60_000));

describe("undoing a change", () => {
  test("from the former address gives it back, ends what acts as the user and the password, and mails a way to a new one", async () => {
    const user = await proveAddress(await createUser());
    const email = another();
    const pages = await change(user, email);
    const token = await mailedToken(user.email, undoSubject);
    clock.advance(7 * 86_400_000 - 60_000);
    const answer = await undo(token);
    expect([answer.status, answer.json]).toEqual([200, { email: user.email }]);
    expect((await pages.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await open().directory.checkBearer(user.token)).ok).toBe(false);
    expect([(await login(user.email)).status, (await login(email)).status]).toEqual([401, 401]);
    const [mail] = await mailsTo(user.email, "Set a new password");
    expect(mail?.text).toContain("Its former password signs in no more.");
    expect(mail?.text).not.toMatch(/ignore this mail|Somebody asked/);
    expect((await reset(await mailedToken(user.email, "Set a new password"))).status).toBe(204);
    expect((await login(user.email, "another good passphrase")).status).toBe(200);
    expect((await undo(token)).status).toBe(400);
    expect(await mailsTo(email, "A change of address was undone")).toHaveLength(1);
    const events = await open().database.prisma.event.findMany({ where: { type: "user.email_change_undone" } });
    expect(events).toMatchObject([
      { organizationId: user.id, actorId: null, data: { old_email: email, new_email: user.email } },
    ]);
  });

  test("ends after seven days", async () => {
    const user = await proveAddress(await createUser());
    const email = another();
    await change(user, email);
    const token = await mailedToken(user.email, undoSubject);
    clock.advance(7 * 86_400_000);
    expect((await undo(token)).status).toBe(400);
    expect((await storedUser(user)).email).toBe(email);
  });

  test("works after the thief reset the password and moved on, who can undo nothing of it", async () => {
    const user = await proveAddress(await createUser());
    const [theirs, next] = [another(), another()];
    await change(user, theirs);
    const token = await mailedToken(user.email, undoSubject);
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
    const thiefs = await mailedToken(theirs, undoSubject);
    const pending = await forgot(next);
    expect((await undo(token)).status).toBe(200);
    expect((await storedUser(user)).email).toBe(user.email);
    for (const answer of [await undo(thiefs), await reset(pending)]) expect(answer.status).toBe(400);
    expect((await storedUser(user)).email).toBe(user.email);
  });

  test("removes the ways in that were added since the week before, and keeps the owner's own of earlier", async () => {
    const [user, spare] = [await proveAddress(await createUser()), await createUser()];
    const { prisma } = open().database;
    const add = async (name: string) => {
      const createdAt = new Date(clock.now());
      const userId = user.id;
      await prisma.identity.create({ data: { provider: name, subject: name, userId, createdAt } });
      await prisma.passkey.create({ data: { id: name, name, userId, createdAt, publicKey: new Uint8Array([1]) } });
    };
    await add("own");
    clock.advance(7 * 86_400_000 + 60_000);
    await add("of the week before");
    // Of that passkey's account the password alone opens nothing any more.
    await prisma.passkey.updateMany({ where: { userId: user.id }, data: { userId: spare.id } });
    const pages = await pagesOf(user);
    await prisma.passkey.updateMany({ where: { userId: spare.id }, data: { userId: user.id } });
    const email = another();
    await askForAddress(pages, email);
    await confirmAddress(pages, await mailedToken(email, changeSubject));
    clock.advance(60_000);
    await add("thief");
    await prisma.authenticator.create({
      data: { userId: user.id, sealedSecret: "x", confirmedAt: new Date(), createdAt: new Date(clock.now()) },
    });
    await prisma.recoveryCode.create({ data: { userId: user.id, codeHash: "x" } });
    expect((await undo(await mailedToken(user.email, undoSubject))).status).toBe(200);
    const left = await prisma.user.findUniqueOrThrow({
      where: { id: user.id },
      include: { identities: true, passkeys: true, authenticator: true, recoveryCodes: true },
    });
    expect(left.identities.map(({ provider }) => provider)).toEqual(["own"]);
    expect(left.passkeys.map(({ id }) => id)).toEqual(["own"]);
    expect([left.authenticator, left.recoveryCodes]).toEqual([null, []]);
  });

  test("stays possible: nobody takes the former address meanwhile, neither by registering nor by a change", async () => {
    const [user, thief] = [await proveAddress(await createUser()), await createUser()];
    await change(user, another());
    const body = { email: user.email, password: testPassword };
    const registered = await callApi("POST /api/auth/register", { body, address: newAddress() });
    expect(registered.status).toBe(409);
    const pages = await pagesOf(thief);
    await askForAddress(pages, user.email);
    expect(await mailedToken(user.email, changeSubject)).toBe("");
    expect((await undo(await mailedToken(user.email, undoSubject))).status).toBe(200);
    // The owner themselves may go back to it.
    const other = await proveAddress(await createUser());
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
    const token = await mailedToken(user.email, undoSubject);
    await askForAddress(pages, next);
    const second = await mailedToken(next, changeSubject);
    const answers = await Promise.all([undo(token), undo(token), confirmAddress(pages, second)]);
    expect(
      answers
        .slice(0, 2)
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual([200, 400]);
    expect((await storedUser(user)).email).toBe(user.email);
  });
});

describe("undoing what a thief did who came in by the password", () => {
  const passkeysOf = async ({ id }: TestUser) => {
    const rows = await open().database.prisma.passkey.findMany({ where: { userId: id }, orderBy: { name: "asc" } });
    return rows.map(({ name }) => name);
  };
  /** Another session of the browser's device. */
  async function sameDevice(browser: ApiBrowser, user: TestUser): Promise<ApiBrowser> {
    const again = newBrowser();
    again.cookies.set("latchkey.device", browser.cookies.get("latchkey.device") ?? "");
    expect((await signInOnPage(again, user.email)).status).toBe(200);
    return again;
  }
  /** A user whose own browser is new to the account too. The passkey comes last: from then on a password is not enough. */
  async function robbed() {
    const user = await proveAddress(await createUser());
    const [own, thief] = [await signedIn(user), await signedIn(user)];
    const sibling = await sameDevice(thief, user);
    expect((await addPasskey(own, createSoftwareAuthenticator(), "Own")).status).toBe(201);
    await ofLastWeek(user, "Own");
    clock.advance(60_000);
    return { user, thief, sibling };
  }
  /** Lets a passkey be eight days old. */
  const ofLastWeek = ({ id: userId }: TestUser, name: string) =>
    open().database.prisma.passkey.updateMany({
      where: { userId, name },
      data: { createdAt: new Date(clock.now() - 8 * 86_400_000) },
    });
  const undoOf = async (user: TestUser) => {
    clock.advance(60_000);
    expect((await undo(await mailedToken(user.email, undoSubject))).status).toBe(200);
  };

  test("removes the passkey and the app that the session added before it changed the address, and keeps the owner's", async () => {
    const { user, thief } = await robbed();
    const theirs = createSoftwareAuthenticator();
    expect((await addPasskey(thief, theirs, "Thief's")).status).toBe(201);
    await addApp(thief, clock.now());
    clock.advance(60_000);
    await changeAddress(thief, another());
    await undoOf(user);
    expect(await passkeysOf(user)).toEqual(["Own"]);
    expect(await open().database.prisma.authenticator.count({ where: { userId: user.id } })).toBe(0);
    expect((await signInWithPasskey(newBrowser(), theirs)).status).toBe(401);
  });

  test("knows the session under each id that a confirmation gave it, and its new device's other sessions", async () => {
    const { user, thief, sibling } = await robbed();
    expect((await addPasskey(sibling, createSoftwareAuthenticator(), "Of the thief's other session")).status).toBe(201);
    expect((await addPasskey(thief, createSoftwareAuthenticator(), "Thief's")).status).toBe(201);
    await ofLastWeek(user, "Thief's");
    clock.advance(601_000);
    const confirmed = await thief.call("POST /api/dashboard/confirm", { body: { password: testPassword } });
    expect(confirmed.status).toBe(200);
    await changeAddress(thief, another());
    await undoOf(user);
    expect(await passkeysOf(user)).toEqual(["Own"]);
  });

  test("keeps what the owner's other sessions added on a device of old, one session of which was stolen", async () => {
    const user = await proveAddress(await createUser());
    const before = await signedIn(user);
    clock.advance(8 * 86_400_000);
    const [own, stolen] = [await sameDevice(before, user), await sameDevice(before, user)];
    expect((await addPasskey(own, createSoftwareAuthenticator(), "Own")).status).toBe(201);
    expect((await addPasskey(stolen, createSoftwareAuthenticator(), "Thief's")).status).toBe(201);
    await ofLastWeek(user, "Own");
    clock.advance(60_000);
    await changeAddress(stolen, another());
    await undoOf(user);
    expect(await passkeysOf(user)).toEqual(["Own"]);
  });

  test("removes what they added in another browser than the one that changed the address", async () => {
    const user = await proveAddress(await createUser());
    const [one, two] = [await signedIn(user), await signedIn(user)];
    const theirs = createSoftwareAuthenticator();
    expect((await addPasskey(one, theirs, "Thief's")).status).toBe(201);
    clock.advance(60_000);
    await changeAddress(two, another());
    await undoOf(user);
    expect((await signInWithPasskey(newBrowser(), theirs)).status).toBe(401);
    const [mail] = await mailsTo(user.email, "Set a new password");
    expect(mail?.text).toContain("Its former password signs in no more.");
    expect(mail?.text).not.toMatch(/ignore this mail|Somebody asked/);
    expect((await reset(await mailedToken(user.email, "Set a new password"))).status).toBe(204);
    expect((await login(user.email, "another good passphrase")).status).toBe(200);
  });

  test("leaves the links of earlier mails good, and withdraws what the thief invited", async () => {
    const { user, thief } = await robbed();
    const about = await mailedToken(user.email, "New sign-in to your Latchkey account");
    await changeAddress(thief, another());
    const guest = { email: another() };
    const invited = await thief.call("POST /api/dashboard/v1/organization/invitations", {
      body: { invitations: [guest] },
    });
    expect(invited.json.results[0].invitation.status).toBe("pending");
    await undoOf(user);
    const [invitation] = await open().database.prisma.invitation.findMany({ where: { email: guest.email } });
    expect(invitation?.revokedAt).not.toBeNull();
    expect((await callApi("POST /api/auth/not-me", { body: { token: about } })).status).toBe(200);
  });
});

describe("a former address that was never proved", () => {
  test("is changed by no device that has just signed in, who may have the password alone; after seven days, or once proved, it is", async () => {
    const user = await createUser();
    const thief = await signedIn(user);
    const email = another();
    expect((await askForAddress(thief, email)).status).toBe(409);
    expect(await mailsTo(email)).toEqual([]);
    // Neither is a wish of the owner's confirmed there.
    await askForAddress(await pagesOf(user), email);
    expect((await confirmAddress(thief, await mailedToken(email, changeSubject))).status).toBe(409);
    expect((await storedUser(user)).email).toBe(user.email);
    clock.advance(7 * 86_400_000);
    const known = newBrowser();
    known.cookies.set("latchkey.device", thief.cookies.get("latchkey.device") ?? "");
    expect((await signInOnPage(known, user.email)).status).toBe(200);
    expect((await askForAddress(known, email)).status).toBe(202);
    const fresh = await signedIn(user);
    await proveAddress(user);
    clock.advance(60_000);
    expect((await askForAddress(fresh, another())).status).toBe(202);
  });

  test("is told, and gets no say: no link, no links of before, and anybody may register it", async () => {
    const user = await createUser();
    await signedIn(user);
    const link = await mailedToken(user.email, "New sign-in to your Latchkey account");
    expect(link).not.toBe("");
    const email = another();
    const pages = await pagesOf(user);
    await askForAddress(pages, email);
    const confirmed = await confirmAddress(pages, await mailedToken(email, changeSubject));
    expect([confirmed.status, confirmed.json]).toEqual([200, { email, undo_until: null }]);
    const [told, ...more] = await mailsTo(user.email, undoSubject);
    expect([told?.text.includes("token"), more]).toEqual([false, []]);
    expect((await callApi("POST /api/auth/not-me", { body: { token: link } })).status).toBe(400);
    const body = { email: user.email, password: testPassword };
    expect((await callApi("POST /api/auth/register", { body, address: newAddress() })).status).toBe(201);
    expect((await storedUser(user)).email).toBe(email);
  });
});
