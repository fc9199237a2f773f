import { beforeEach, describe, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
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
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime({ settings: { adminEmails: ["boss@example.test"] } });

let hosts = 0;
const newAddress = () => `10.2.${Math.floor(hosts / 250)}.${(hosts++ % 250) + 1}`;
const another = () => `new-${hosts++}@example.test`;

const storedUser = ({ id }: { id: string }) => open().database.prisma.user.findUniqueOrThrow({ where: { id } });
const login = (email: string, password = testPassword) =>
  callApi("POST /api/auth/login", { body: { email, password }, address: newAddress() });
const change = async (user: TestUser, email: string) => changeAddress(await pagesOf(user), email);

beforeEach(() => clock.advance(60_000));

describe("a change of address", () => {
  test("counts once the new address has proved itself, and is then the one to sign in with", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    const email = another();
    const asked = await askForAddress(pages, email.toUpperCase());
    expect([asked.status, asked.json.email]).toEqual([202, email]);
    expect((await storedUser(user)).email).toBe(user.email);
    const token = await mailedToken(email, changeSubject);
    expect(JSON.stringify(await open().database.prisma.oneTimeToken.findMany())).not.toContain(token);
    clock.advance(1_000);
    expect((await confirmAddress(pages, token)).json.email).toBe(email);
    expect(await storedUser(user)).toMatchObject({ email, emailVerifiedAt: expect.any(Date) });
    expect([(await login(email)).status, (await login(user.email)).status]).toEqual([200, 401]);
    expect((await confirmAddress(pages, token)).status).toBe(400);
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
    const pages = await pagesOf(user);
    clock.advance(10 * 60_000 + 1_000);
    const late = await askForAddress(pages, another());
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
    await askForAddress(await pagesOf(stranger), email);
    const token = await mailedToken(email, changeSubject);
    expect((await confirmAddress(await pagesOf(owner), token)).status).toBe(400);
    expect((await storedUser(owner)).email).toBe(owner.email);
    expect((await storedUser(stranger)).email).toBe(stranger.email);
  });

  test("a taken address is answered alike; its owner is told, and nothing comes of it", async () => {
    const [user, owner] = [await createUser(), await createUser()];
    const pages = await pagesOf(user);
    const free = await askForAddress(pages, another());
    const taken = await askForAddress(pages, owner.email);
    expect([taken.status, Object.keys(taken.json)]).toEqual([free.status, Object.keys(free.json)]);
    const [told] = await mailsTo(owner.email, changeSubject);
    expect(told?.text).toContain("nothing was changed");
    expect(told?.text).not.toContain("token");
    const refused = await askForAddress(pages, owner.email);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await askForAddress(pages, free.json.email)).status).toBe(429);
  });

  test("an address that somebody registered meanwhile is a 409", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    const email = another();
    await askForAddress(pages, email);
    await createUser({ email });
    expect((await confirmAddress(pages, await mailedToken(email, changeSubject))).status).toBe(409);
    expect((await storedUser(user)).email).toBe(user.email);
  });

  test("a second wish replaces the first, a day ends it, and so does a changed password", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    const [first, second] = [another(), another()];
    await askForAddress(pages, first);
    await askForAddress(pages, second);
    expect((await confirmAddress(pages, await mailedToken(first, changeSubject))).status).toBe(400);
    clock.advance(24 * 3_600_000);
    expect((await confirmAddress(pages, await mailedToken(second, changeSubject))).status).toBe(400);
    const fresh = await pagesOf(user);
    const third = another();
    await askForAddress(fresh, third);
    const body = { current_password: testPassword, new_password: "another good passphrase" };
    expect((await callApi("PUT /api/dashboard/account/password", { headers: fresh.headers, body })).status).toBe(204);
    expect((await confirmAddress(fresh, await mailedToken(third, changeSubject))).status).toBe(400);
  });

  test("ends the links that were mailed to the former address", async () => {
    const user = await createUser();
    await callApi("POST /api/auth/forgot-password", { body: { email: user.email }, address: newAddress() });
    await open().jobs.runDue(jobHandlers);
    const token = await mailedToken(user.email, "Set a new password");
    await change(user, another());
    const body = { token, new_password: "another good passphrase" };
    expect((await callApi("POST /api/auth/reset-password", { body, address: newAddress() })).status).toBe(400);
  });

  test("makes those administrators whom ADMIN_EMAILS names, by an address that is proved", async () => {
    await createUser();
    const user = await createUser();
    await change(user, "boss@example.test");
    expect((await storedUser(user)).instanceAdmin).toBe(true);
  });

  test("is asked for ten times a day at most by one account, however many addresses it names", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    for (let wish = 0; wish < 10; wish++) expect((await askForAddress(pages, another())).status).toBe(202);
    const eleventh = another();
    const refused = await askForAddress(pages, eleventh);
    expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, 86_400]);
    expect(await mailsTo(eleventh)).toEqual([]);
    clock.advance(86_400_000);
    expect((await askForAddress(await pagesOf(user), eleventh)).status).toBe(202);
  });

  test.each(["no address", "a@b.invalid", "", 7])("refuses %j", async (email) => {
    const user = await createUser();
    expect((await askForAddress(await pagesOf(user), email as string)).status).toBe(400);
  });

  test("of two confirmations of one link at once, one counts", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    const email = another();
    await askForAddress(pages, email);
    const token = await mailedToken(email, changeSubject);
    const answers = await Promise.all([confirmAddress(pages, token), confirmAddress(pages, token)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await mailsTo(user.email, undoSubject)).toHaveLength(1);
  });
});

describe("a rule by domain", () => {
  test("of who may register holds for where an account moves, also where it came after the wish", async () => {
    const user = await createUser();
    const pages = await pagesOf(user);
    const outside = another();
    await askForAddress(pages, outside);
    const settings = open().settings;
    const before = settings.registration;
    settings.registration = { mode: "domains", domains: ["company.test"] };
    try {
      const refused = await askForAddress(pages, another());
      expect([refused.status, refused.json.error.details[0].path]).toEqual([400, "email"]);
      expect((await confirmAddress(pages, await mailedToken(outside, changeSubject))).status).toBe(400);
      const inside = `ada-${hosts}@company.test`;
      await askForAddress(pages, inside);
      expect((await confirmAddress(pages, await mailedToken(inside, changeSubject))).status).toBe(200);
    } finally {
      settings.registration = before;
    }
  });

  test("that an organization binds to its provider is not escaped by moving away", async () => {
    const [user, owner] = [await createUser({ email: "ada@bound.test" }), await createUser()];
    const pages = await pagesOf(user);
    const wish = another();
    await askForAddress(pages, wish);
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
    expect((await askForAddress(pages, another())).status).toBe(409);
    expect((await confirmAddress(pages, await mailedToken(wish, changeSubject))).status).toBe(409);
    expect((await storedUser(user)).email).toBe("ada@bound.test");
  });
});
