import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { externalAddress } from "@/lib/access/external-address";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { requestPlan } from "./request-plan";

const { clock, open } = useTestRuntime();
let admin: TestUser;
beforeAll(async () => {
  // The first user of a deployment administers it.
  admin = await createUser({ email: "admin@example.test" });
});
beforeEach(() => clock.advance(60_000));

const organization = (id: string) => `/api/v1/admin/organizations/${id}`;
const orgId = ({ principal }: TestUser) => principal.organizationId;
const patch = (id: string, body: unknown, token = admin.token) => callApi(`PATCH ${organization(id)}`, { token, body });
const limitOf = async (token: string) => (await callApi("GET /v1/prompts", { token })).headers.get("x-ratelimit-limit");
const eventsOf = (organizationId: string, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId, type }, orderBy: { createdAt: "asc" } });
const own = { perMinute: 5_000, burst: 900, perDay: 1_000_000 };

describe("who may administer", () => {
  test("only instance admins: neither owners of organizations nor keys, unscoped ones of an admin included", async () => {
    const owner = await createUser();
    const key = await createKey(admin);
    for (const target of [
      "GET /api/v1/admin/organizations",
      `GET ${organization(orgId(owner))}`,
      "GET /api/v1/admin/users",
      "GET /api/v1/admin/mails",
    ]) {
      expect([target, (await callApi(target, { token: owner.token })).status]).toEqual([target, 403]);
      expect([target, (await callApi(target, { token: key.secret })).status]).toEqual([target, 403]);
      expect([target, (await callApi(target, { token: admin.token })).status]).not.toEqual([target, 403]);
    }
    expect((await patch(orgId(owner), { plan: "pro" }, owner.token)).status).toBe(403);
    expect(await limitOf(owner.token)).toBe("60");
  });
});

describe("plans and limits", () => {
  test("a plan counts from the next request, with an event that says who and what", async () => {
    const owner = await createUser();
    expect(await limitOf(owner.token)).toBe("60");
    const answer = await patch(orgId(owner), { plan: "pro" });
    expect(answer.status).toBe(200);
    expect(answer.json.data).toMatchObject({ id: orgId(owner), plan: "pro", overridable: false, overridden: [] });
    expect(await limitOf(owner.token)).toBe("300");
    const [event, ...more] = await eventsOf(orgId(owner), "plan.changed");
    expect(more).toEqual([]);
    expect(event).toMatchObject({ actorId: admin.id, data: { plan: "pro", previous_plan: "free", limits: null } });
  });

  test("a change that changes nothing records nothing", async () => {
    const owner = await createUser();
    expect((await patch(orgId(owner), { plan: "free" })).status).toBe(200);
    expect((await patch(orgId(owner), { limits: { prompts: null } })).status).toBe(200);
    await patch(orgId(owner), { plan: "enterprise", limits: { memory: own, prompts: own } });
    await patch(orgId(owner), { limits: { prompts: own } });
    expect(await eventsOf(orgId(owner), "plan.changed")).toHaveLength(1);
  });

  test("limits of its own count for an Enterprise organization everywhere, at once, and are refused on other plans", async () => {
    const owner = await createUser({ plan: "pro" });
    const refused = await patch(orgId(owner), { limits: { prompts: own } });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("Enterprise");
    expect((await patch(orgId(owner), { plan: "enterprise", limits: { prompts: own } })).status).toBe(200);
    expect(await limitOf(owner.token)).toBe("5000");
    const { json } = await callApi(`GET ${organization(orgId(owner))}`, { token: admin.token });
    expect(json.data.limits).toContainEqual({
      product: "prompts",
      label: "Prompts",
      plan: { perMinute: 1_000, burst: 200, perDay: 100_000 },
      override: own,
    });
    // One product's limits leave another's alone.
    const memory = { perMinute: 7, burst: 8 };
    expect((await patch(orgId(owner), { limits: { memory } })).json.data.overridden).toEqual(["prompts", "memory"]);
    expect((await patch(orgId(owner), { limits: { prompts: null } })).json.data.overridden).toEqual(["memory"]);
    expect(await limitOf(owner.token)).toBe("1000");
  });

  test("leaving Enterprise drops the limits of its own, also by the operator's command", async () => {
    const owner = await createUser();
    await patch(orgId(owner), { plan: "enterprise", limits: { prompts: own } });
    await patch(orgId(owner), { plan: "free" });
    expect(await limitOf(owner.token)).toBe("60");
    const { json } = await patch(orgId(owner), { plan: "enterprise" });
    expect(json.data.overridden).toEqual([]);
  });

  test("two admins who set one product's limits each at the same time keep both", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const wanted = { prompts: own, memory: { perMinute: 1, burst: 2 }, account: { perMinute: 500, burst: 500 } };
    await Promise.all(
      Object.entries(wanted).map(([product, limits]) => patch(orgId(owner), { limits: { [product]: limits } })),
    );
    const { json } = await callApi(`GET ${organization(orgId(owner))}`, { token: admin.token });
    expect(json.data.overridden).toEqual(["account", "prompts", "memory"]);
  });

  test("another process applies it without being asked", async () => {
    const owner = await createUser();
    const first = open();
    const second = await openBeside(first);
    await second.directory.checkBearer(owner.token);
    await patch(orgId(owner), { plan: "enterprise", limits: { prompts: own } });
    await expect
      .poll(async () => (await second.directory.checkBearer(owner.token)).record?.principal.limitOverrides, {
        timeout: 5_000,
      })
      .toEqual({ prompts: own });
    await second.close();
  });

  test("nonsense is a 400, an unknown organization a 404", async () => {
    const owner = await createUser({ plan: "enterprise" });
    for (const body of [
      {},
      { plan: "gold" },
      { plan: null },
      { limits: { prompts: { perMinute: 0, burst: 1 } } },
      { limits: { prompts: { perMinute: 1.5, burst: 1 } } },
      { limits: { prompts: { perMinute: 1 } } },
      { limits: { prompts: { perMinute: 1, burst: 1, perYear: 1 } } },
      { limits: { tunnel: own } },
      { limits: { "sign-in": own } },
      { limits: { __proto__x: own } },
      { limits: [own] },
      { plan: "pro", name: "Taken over" },
    ]) {
      expect([body, (await patch(orgId(owner), body)).status]).toEqual([body, 400]);
    }
    expect((await patch("org-none", { plan: "pro" })).status).toBe(404);
    expect((await callApi(`GET ${organization("org-none")}`, { token: admin.token })).status).toBe(404);
  });
});

describe("finding organizations", () => {
  test("by part of the name, a member's address or the identifier; wildcards mean themselves", async () => {
    const owner = await createUser({ email: "needle_100%@example.test" });
    await createUser({ email: "needlex100y@example.test" });
    const find = async (search: string) => {
      const { json } = await callApi(`GET /api/v1/admin/organizations?search=${encodeURIComponent(search)}`, {
        token: admin.token,
      });
      return json.data.map(({ id }: { id: string }) => id);
    };
    expect(await find("NEEDLE_100%@")).toEqual([orgId(owner)]);
    expect(await find(orgId(owner))).toEqual([orgId(owner)]);
    expect(await find("nobody-at-all")).toEqual([]);
    expect((await callApi("GET /api/v1/admin/organizations?search=a%00b", { token: admin.token })).status).toBe(400);
  });

  test("lists pages with figures, filtered by plan", async () => {
    const owner = await createUser({ plan: "lifetime" });
    const key = await createKey(owner, { scopes: ["prompts:read"] });
    for (let count = 0; count < 3; count++) await callApi("GET /v1/prompts", { token: key.secret });
    await open().flush();
    const { json } = await callApi("GET /api/v1/admin/organizations?plan=lifetime", { token: admin.token });
    expect(json).toMatchObject({ success: true, next_cursor: null });
    expect(json.data).toMatchObject([{ id: orgId(owner), members: 1, active_keys: 1, requests_30d: 3 }]);
    const page = await callApi("GET /api/v1/admin/organizations?limit=1", { token: admin.token });
    const next = await callApi(`GET /api/v1/admin/organizations?limit=1&cursor=${page.json.next_cursor}`, {
      token: admin.token,
    });
    expect(next.json.data[0].id).not.toBe(page.json.data[0].id);
  });
});

describe("administrators", () => {
  beforeAll(async () => {
    const body = { email: admin.email, password: testPassword };
    // What decides over people takes a sign-in of the last ten minutes.
    admin = { ...admin, token: (await callApi("POST /api/auth/login", { body })).json.access_token };
  });

  const setAdmin = (id: string, instance_admin: boolean, token = admin.token) =>
    callApi(`PATCH /api/v1/admin/users/${id}`, { token, body: { instance_admin } });

  test("a user becomes one and stops being one at once", async () => {
    const user = await createUser();
    const changes = async () => (await eventsOf(orgId(admin), "user.admin_changed")).length;
    const before = await changes();
    const list = () => callApi("GET /api/v1/admin/users?search=admin@", { token: user.token });
    expect((await list()).status).toBe(403);
    expect((await setAdmin(user.id, true)).json.data).toMatchObject({ id: user.id, instance_admin: true });
    expect((await list()).json.data).toMatchObject([{ email: "admin@example.test", instance_admin: true }]);
    await setAdmin(user.id, false);
    expect((await list()).status).toBe(403);
    expect(await changes()).toBe(before + 2);
  });

  test("the last one stays, also when two remove each other at once", async () => {
    expect((await setAdmin(admin.id, false)).status).toBe(409);
    const other = await createUser();
    await setAdmin(other.id, true);
    const answers = await Promise.all([setAdmin(other.id, false), setAdmin(admin.id, false, other.token)]);
    expect(answers.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    expect(await open().database.prisma.user.count({ where: { instanceAdmin: true } })).toBe(1);
    const remaining = await open().database.prisma.user.findFirstOrThrow({ where: { instanceAdmin: true } });
    if (remaining.id !== admin.id) {
      await setAdmin(admin.id, true, other.token);
      await setAdmin(other.id, false);
    }
  });

  test("the last one cannot delete their account, also when two do so at once or a trusted issuer's user is one", async () => {
    const remove = (token: string) => callApi("DELETE /api/user/me", { token, body: { password: testPassword } });
    const refused = await remove(admin.token);
    expect([refused.status, refused.json.error.message]).toEqual([409, expect.stringContaining("last administrator")]);
    const { prisma } = open().database;
    const outsider = await createUser();
    const email = externalAddress(outsider.id);
    await prisma.user.update({ where: { id: outsider.id }, data: { instanceAdmin: true, email } });
    expect((await remove(admin.token)).status).toBe(409);
    expect((await setAdmin(admin.id, false)).status).toBe(409);
    await prisma.user.update({ where: { id: outsider.id }, data: { instanceAdmin: false } });
    const [one, two] = [await createUser(), await createUser()];
    for (const { id } of [one, two]) await setAdmin(id, true);
    expect((await setAdmin(admin.id, false)).status).toBe(200);
    const answers = await Promise.all([remove(one.token), remove(two.token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const left = await prisma.user.findFirstOrThrow({ where: { instanceAdmin: true } });
    await setAdmin(admin.id, true, (left.id === one.id ? one : two).token);
    await setAdmin(left.id, false);
  });

  test("an unknown user is a 404, more than the one field a 400", async () => {
    expect((await setAdmin("none", true)).status).toBe(404);
    for (const body of [{}, { instance_admin: "yes" }, { instance_admin: true, email: "a@b.c" }]) {
      expect((await callApi(`PATCH /api/v1/admin/users/${admin.id}`, { token: admin.token, body })).status).toBe(400);
    }
  });
});

describe("asking for another plan", () => {
  const mails = () => open().database.prisma.mail.findMany({ where: { subject: { contains: "asks for the plan" } } });

  test("mails every administrator and records it; a second one within a day is a 429 until then", async () => {
    const owner = await createUser();
    const asked = { plan: "business" as const, message: "We grow\r\nBcc: eve@example.test" };
    await requestPlan(owner.principal, asked);
    const results = await Promise.allSettled([1, 2, 3].map(() => requestPlan(owner.principal, asked)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const [refused] = results.flatMap((result) => (result.status === "rejected" ? result.reason : []));
    expect([refused.kind, refused.headers["retry-after"]]).toEqual(["rate_limited", "86400"]);
    expect(await mails()).toMatchObject([{ recipient: "admin@example.test" }]);
    expect((await mails())[0]?.text).toContain(`/dashboard/admin/organizations/${orgId(owner)}`);
    expect(await eventsOf(orgId(owner), "plan.requested")).toMatchObject([{ actorId: owner.id }]);
    clock.advance(86_400_000);
    await requestPlan(owner.principal, asked);
    expect(await mails()).toHaveLength(2);
  });

  test("of several at once one gets through", async () => {
    const owner = await createUser();
    const asked = { plan: "pro" as const, message: "" };
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => requestPlan(owner.principal, asked)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("goes to the billing contact where that is an address", async () => {
    open().settings.billingContact = "mailto:billing@example.test";
    const owner = await createUser();
    await requestPlan(owner.principal, { plan: "pro", message: "" });
    open().settings.billingContact = null;
    expect((await mails()).map(({ recipient }) => recipient)).toContain("billing@example.test");
  });

  test("for the plan that it is on is a 409", async () => {
    const owner = await createUser({ plan: "pro" });
    await expect(requestPlan({ ...owner.principal, plan: "free" }, { plan: "pro", message: "" })).rejects.toMatchObject(
      {
        kind: "conflict",
      },
    );
  });
});
