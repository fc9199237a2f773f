import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

type Headers = Record<string, string>;

/** A session whose sign-in is older than what asks who is there takes. */
async function oldSession(user: TestUser): Promise<Headers> {
  const headers = await dashboardHeaders(user);
  clock.advance(11 * 60_000);
  return headers;
}

const confirm = (headers: Headers, body: object) => callApi("POST /api/dashboard/confirm", { headers, body });
const makeToken = (headers: Headers) =>
  callApi("POST /api/dashboard/user/tokens", { headers, body: { name: "Laptop" } });
const readSessions = (headers: Headers) => callApi("GET /api/dashboard/sessions", { headers });

/** The headers of the same browser once it has taken what an answer sets. */
function goOn(headers: Headers, answer: Awaited<ReturnType<typeof callApi>>): Headers {
  const [cookie = ""] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^next-auth\.session-token=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
  return { ...headers, cookie: cookie.split(";")[0] ?? "" };
}

const sessionsOf = ({ id }: TestUser) =>
  open().database.prisma.session.findMany({ where: { userId: id, kind: "dashboard" }, orderBy: { expiresAt: "asc" } });
const eventsOf = ({ id }: TestUser, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId: id, type } });

describe("a right password", () => {
  it("lets this session do for ten minutes what it was too old for, and no other session of the user", async () => {
    const user = await createUser({ plan: "pro" });
    const elsewhere = await dashboardHeaders(user);
    const before = await oldSession(user);
    expect((await makeToken(before)).status).toBe(403);
    const answer = await confirm(before, { password: testPassword });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(Date.parse(answer.json.confirmed_until)).toBeGreaterThan(clock.now() + 599_000);
    const after = goOn(before, answer);
    expect((await makeToken(after)).status).toBe(201);
    expect((await makeToken(elsewhere)).status).toBe(403);
    clock.advance(601_000);
    expect((await makeToken(after)).json.error.code).toBe("REAUTHENTICATION_REQUIRED");
    expect(await eventsOf(user, "session.confirmed")).toMatchObject([
      { actorId: user.id, data: { method: "password", outcome: "success", address: "198.51.100.7" } },
    ]);
  });

  it("goes on under another cookie, so that a copy of the former one gains nothing and ends", async () => {
    const user = await createUser({ plan: "pro" });
    const before = await oldSession(user);
    const [began] = await sessionsOf(user);
    const after = goOn(before, await confirm(before, { password: testPassword }));
    expect((await makeToken(before)).status).toBe(403);
    // What was under way with the former cookie is still answered, and it is listed no more.
    expect((await readSessions(before)).status).toBe(200);
    const { data } = (await readSessions(after)).json;
    expect(data.map(({ kind, current }: { kind: string; current: boolean }) => [kind, current])).toEqual([
      ["dashboard", true],
      ["api", false],
    ]);
    clock.advance(10_000);
    expect((await readSessions(before)).status).toBe(401);
    expect((await readSessions(after)).status).toBe(200);
    const renewed = (await sessionsOf(user)).at(-1);
    expect(renewed).toMatchObject({ createdAt: began?.createdAt, expiresAt: began?.expiresAt, methods: ["pwd"] });
    expect(renewed?.id).not.toBe(began?.id);
  });

  it("that is sent twice at once leaves one session that goes on", async () => {
    const user = await createUser();
    const before = await oldSession(user);
    const answers = await Promise.all([1, 2].map(() => confirm(before, { password: testPassword })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toHaveLength(1);
    clock.advance(10_000);
    const live = (await sessionsOf(user)).filter(({ expiresAt }) => expiresAt.getTime() > clock.now());
    expect(live).toHaveLength(1);
  });

  it("counts at once where memory does not know of it yet", async () => {
    const user = await createUser({ plan: "pro" });
    const headers = await oldSession(user);
    expect((await makeToken(headers)).status).toBe(403);
    // As another process writes it, whose word has not arrived.
    await open().database.prisma.session.updateMany({
      where: { userId: user.id, kind: "dashboard" },
      data: { confirmedAt: new Date(clock.now()) },
    });
    expect((await makeToken(headers)).status).toBe(201);
  });
});

describe("a wrong one", () => {
  it("changes nothing, is told on its field, and stands in the audit log as a failed attempt", async () => {
    const user = await createUser();
    const headers = await oldSession(user);
    const answer = await confirm(headers, { password: "not this one" });
    expect([answer.status, answer.json.error.details]).toEqual([
      400,
      [{ path: "password", message: "is not your password" }],
    ]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await makeToken(headers)).json.error.code).toBe("REAUTHENTICATION_REQUIRED");
    await expect
      .poll(() => eventsOf(user, "user.sign_in_failed"))
      .toMatchObject([{ data: { method: "password_asked_again", outcome: "failure" } }]);
  });

  it("is counted by the account, so that a stolen session cannot guess on", async () => {
    const user = await createUser();
    const headers = await oldSession(user);
    const statuses = [];
    for (let attempt = 0; attempt < 11; attempt++) {
      statuses.push((await confirm(headers, { password: `guess ${attempt}` })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(400), 429]);
    expect((await confirm(headers, { password: testPassword })).status).toBe(429);
  });

  it("is none at all: a body names exactly one proof", async () => {
    const headers = await oldSession(await createUser());
    expect((await confirm(headers, {})).status).toBe(400);
  });
});
