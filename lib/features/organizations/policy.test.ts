import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { jobHandlers } from "@/lib/background";
import { holdPolicy } from "@/lib/tenancy/policy";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam, promote } from "@/lib/testing/team";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;
const at = (days: number) => new Date(Date.parse(testStart) + days * dayMs).toISOString();

beforeEach(() => clock.set(Date.parse(testStart)));

const none = {
  second_factor_from: null,
  max_key_days: null,
  max_token_days: null,
  allowed_ranges: [],
  production_keys_role: "member",
  on_leak: "quarantine",
};
const policyPath = "/api/dashboard/v1/organization/policy";

/** Sets the policy in the dashboard, by somebody who has just signed in and acts for the organization. */
async function put(user: TestUser, change: object, signedIn?: Record<string, string>) {
  const headers = signedIn ?? (await dashboardHeaders(user));
  const { organizationId } = user.principal;
  if (organizationId !== user.id) {
    const body = { organization_id: organizationId };
    await callApi("PUT /api/dashboard/user/organization", { headers, body });
  }
  return callApi(`PUT ${policyPath}`, { headers, address: "203.0.113.77", body: { ...none, ...change } });
}

async function violations({ token }: TestUser): Promise<Json[]> {
  return (await callApi("GET /v1/organization/policy/violations", { token })).json.data;
}

const newKey = (token: string, body: object = {}) =>
  callApi("POST /api/v1/api-keys", { token, body: { name: "Key", scopes: ["prompts:read"], ...body } });

async function addFactor({ id }: TestUser): Promise<void> {
  await open().database.prisma.passkey.create({
    data: { id: randomUUID(), userId: id, name: "Key", publicKey: new Uint8Array([1]) },
  });
}

describe("setting a policy", () => {
  it("is an owner's, in the dashboard, lately confirmed, and stands in the audit log with who, from where and what before", async () => {
    const { owner, admin, member, id } = await createTeam();
    for (const other of [admin, member]) expect((await put(other, {})).status).toBe(403);
    expect((await callApi(`PUT ${policyPath}`, { token: owner.token, body: none })).status).toBe(403);
    const answer = await put(owner, { max_key_days: 90 });
    expect([answer.status, answer.json]).toEqual([
      200,
      { ...none, max_key_days: 90, existing_credentials_from: at(14), you_have_second_factor: false },
    ]);
    expect((await callApi("GET /v1/organization/policy", { token: member.token })).json).toEqual(answer.json);
    const event = await open().database.prisma.event.findFirstOrThrow({
      where: { organizationId: id, type: "organization.policy_changed" },
    });
    expect([event.actorId, event.data]).toEqual([
      owner.id,
      expect.objectContaining({
        outcome: "success",
        address: "203.0.113.77",
        max_key_days: 90,
        before: expect.objectContaining({ max_key_days: null }),
      }),
    ]);
    const headers = await dashboardHeaders(owner);
    clock.advance(11 * 60_000);
    const late = await callApi(`PUT ${policyPath}`, { headers, body: none });
    expect([late.status, late.json.error.code]).toEqual([403, "REAUTHENTICATION_REQUIRED"]);
  });

  it("refuses an owner without a second factor to ask others for one", async () => {
    const owner = await createUser();
    const headers = await dashboardHeaders(owner);
    expect((await put(owner, { second_factor_from: at(7) }, headers)).status).toBe(409);
    await addFactor(owner);
    expect((await put(owner, { second_factor_from: at(7) }, headers)).status).toBe(200);
  });

  it.each([
    [{ allowed_ranges: ["203.0.113.0/33"] }],
    [{ allowed_ranges: ["010.0.0.1"] }],
    [{ max_key_days: 0 }],
    [{ max_token_days: 366 }],
    [{ production_keys_role: "nobody" }],
    [{ on_leak: "ignore" }],
    [{ existing_credentials_from: "tomorrow" }],
    [{ other: 1 }],
  ])("takes nothing that it cannot keep: %o", async (change) => {
    expect((await put(await createUser(), change)).status).toBe(400);
  });

  it("names no date that has passed where that would stop somebody unannounced, and keeps one that stops nothing more", async () => {
    const owner = await createUser();
    let headers = await dashboardHeaders(owner);
    const set = async (change: object) => {
      const { status, json } = await put(owner, change, headers);
      return [status, json.error?.details?.[0]?.path];
    };
    const refused = (field: string) => [400, field];
    const saved = [200, undefined];
    const passed = at(-1);
    await addFactor(owner);
    expect(await set({ second_factor_from: passed })).toEqual(refused("second_factor_from"));
    await open().database.prisma.passkey.deleteMany();
    const stricter = [{ max_key_days: 30 }, { max_token_days: 30 }, { allowed_ranges: ["203.0.113.0/24"] }];
    for (const rule of stricter) {
      expect(await set({ ...rule, existing_credentials_from: passed })).toEqual(refused("existing_credentials_from"));
    }
    const all = Object.assign({ existing_credentials_from: at(1) }, ...stricter);
    expect(await set(all)).toEqual(saved);
    clock.set(Date.parse(at(2)));
    headers = await dashboardHeaders(owner);
    expect(await set({ ...all, production_keys_role: "admin" })).toEqual(saved);
    expect(await set({ ...all, max_key_days: 60, allowed_ranges: [] })).toEqual(saved);
    for (const rule of [{ max_key_days: 29 }, { max_token_days: 7 }, { allowed_ranges: ["192.0.2.0/24"] }]) {
      expect(await set({ ...all, ...rule })).toEqual(refused("existing_credentials_from"));
      expect(await set({ ...all, ...rule, existing_credentials_from: at(3) })).toEqual(saved);
    }
  });

  it("tells members without a second factor of its date by mail, a week and a day before, once each, and nobody else", async () => {
    const name = "Notified Co";
    const { id, owner, admin, member } = await createTeam(name);
    const headers = await dashboardHeaders(owner);
    await addFactor(owner);
    await addFactor(admin);
    const { jobs, database } = open();
    const mails = async () => {
      await jobs.runDue(jobHandlers);
      const found = await database.prisma.mail.findMany({
        where: { subject: "Two-step verification will be required", text: { contains: name } },
        orderBy: { createdAt: "asc" },
      });
      return found.map(({ recipient, text }) => [recipient, text.includes("last reminder")]);
    };
    expect((await put(owner, { second_factor_from: at(20) }, headers)).status).toBe(200);
    // A date that is not the policy's any more tells nobody.
    expect((await put(owner, { second_factor_from: at(9) }, headers)).status).toBe(200);
    expect((await put(owner, { second_factor_from: at(20) }, headers)).status).toBe(200);
    expect(await mails()).toEqual([]);
    clock.set(Date.parse(at(13)) - 1);
    expect(await mails()).toEqual([]);
    clock.advance(1);
    expect(await mails()).toEqual([[member.email, false]]);
    const text = (
      await database.prisma.mail.findFirstOrThrow({
        where: { recipient: member.email, text: { contains: "2026-06-30 12:00 UTC" } },
      })
    ).text;
    expect(text).toContain("http://localhost:3000/dashboard/settings");
    clock.set(Date.parse(at(19)));
    const [late, guest] = [await createUser(), await createUser()];
    await database.prisma.membership.create({ data: { organizationId: id, userId: late.id, role: "member" } });
    await database.prisma.membership.create({ data: { organizationId: id, userId: guest.id, role: "member" } });
    await database.prisma.user.update({ where: { id: guest.id }, data: { suspendedAt: new Date(clock.now()) } });
    const both = [late.email, member.email].toSorted();
    const [first, ...others] = await mails();
    expect(first).toEqual([member.email, false]);
    expect(others.map(([recipient, isLast]) => [recipient, isLast]).toSorted()).toEqual(
      both.map((email) => [email, true]),
    );
    clock.advance(dayMs);
    expect(await mails()).toHaveLength(3);
  });

  it("waits, the first one too, for keys that are being made without it, and stops those by its date", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { organizationId } = owner.principal;
    const headers = await dashboardHeaders(owner);
    const { database } = open();
    const waiting = () =>
      database.prisma.$queryRaw<{ pid: number }[]>`
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const setting = await database.prisma.$transaction(
      async (tx) => {
        expect(await holdPolicy(tx, organizationId)).toBeNull();
        const asked = put(owner, { max_key_days: 30 }, headers);
        await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
        return { asked };
      },
      { timeout: 30_000 },
    );
    expect((await setting.asked).status).toBe(200);
  });

  it("gives back nothing that had stopped, and a looser one at once", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const endless = await createKey(owner, { scopes: ["prompts:read"] });
    const use = async () => (await callApi("GET /v1/prompts", { token: endless.secret })).status;
    await put(owner, { max_key_days: 90, existing_credentials_from: at(1) });
    clock.set(Date.parse(at(1)));
    expect(await use()).toBe(401);
    await put(owner, { max_key_days: 30, existing_credentials_from: at(20) });
    expect(await use()).toBe(401);
    await put(owner, { max_key_days: null });
    expect(await use()).toBe(200);
  });

  it("keeps keys within the ranges that were there, whatever the date of another change", async () => {
    const owner = await createUser({ plan: "enterprise" });
    await put(owner, { allowed_ranges: ["203.0.113.0/24"], existing_credentials_from: at(20) });
    clock.advance(1_000);
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    const use = async () => (await callApi("GET /v1/prompts", { token: secret, address: "198.51.100.9" })).status;
    expect(await use()).toBe(403);
    clock.advance(1_000);
    await put(owner, { allowed_ranges: ["203.0.113.0/24"], max_token_days: 30, existing_credentials_from: at(40) });
    expect(await use()).toBe(403);
  });
});

describe("making credentials under a policy", () => {
  it("takes an end within the longest lifetime, from the making on", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { id } = await createKey(owner, { scopes: ["prompts:read"] });
    await put(owner, { max_key_days: 30, max_token_days: 30 });
    for (const body of [{}, { expires_in_days: 31 }]) {
      const refused = await newKey(owner.token, body);
      expect([refused.status, refused.json.errors[0]]).toEqual([
        400,
        expect.objectContaining({ code: "VALIDATION_ERROR", field: "expires_in_days" }),
      ]);
    }
    expect((await newKey(owner.token, { expires_in_days: 30 })).status).toBe(201);
    const token = (body: object) =>
      callApi("POST /api/user/tokens", { token: owner.token, body: { name: "T", ...body } });
    expect((await token({ expires_in_days: 31 })).status).toBe(400);
    expect((await token({})).json.expires_at).toBe(at(30).replace(".000", ""));
    // A rotation makes a key of today; a change counts from the making.
    const rotated = await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: owner.token, body: {} });
    expect(rotated.json.data.expiresAt).toBe(at(30));
    clock.set(Date.parse(at(2)));
    const longer = { token: owner.token, body: { expires_in_days: 30 } };
    expect((await callApi(`PATCH /api/v1/api-keys/${rotated.json.data.id}`, longer)).status).toBe(400);
    const within = { token: owner.token, body: { expires_in_days: 20 } };
    expect((await callApi(`PATCH /api/v1/api-keys/${rotated.json.data.id}`, within)).status).toBe(200);
  });

  it("lets the least role make and rotate production keys, by whatever credential, and everybody development ones", async () => {
    const { owner, admin, member } = await createTeam();
    const old = (await newKey(member.token)).json.data.id;
    await put(owner, { production_keys_role: "admin" });
    expect((await newKey(member.token)).status).toBe(403);
    expect((await newKey(member.token, { environment: "development" })).status).toBe(201);
    expect((await callApi("POST /api/v1/api-keys", { token: member.token, body: { name: "K" } })).status).toBe(403);
    const rotation = { token: member.token, body: {} };
    expect((await callApi(`POST /api/v1/api-keys/${old}/rotate`, rotation)).status).toBe(403);
    const token = await callApi("POST /api/user/tokens", { token: member.token, body: { name: "CI" } });
    expect((await newKey(token.json.token)).status).toBe(403);
    expect((await newKey(admin.token)).status).toBe(201);
    // A key that manages the organization acts like an admin, one that does not like a member.
    const managing = await createKey(owner, { scopes: ["organization:admin", "prompts:read"] });
    const plain = await createKey(owner, { scopes: ["prompts:read"] });
    expect((await newKey(managing.secret)).status).toBe(201);
    expect((await newKey(plain.secret)).status).toBe(403);
    expect((await newKey((await promote(owner, member, "admin")).token)).status).toBe(201);
  });
});

describe("what breaks a policy", () => {
  it("is listed before it stops, with whose it is, why and from when, to those who manage the organization", async () => {
    const { owner, admin, member } = await createTeam();
    const endless = await createKey(member, { name: "Endless", scopes: ["prompts:read"] });
    const long = await createKey(owner, { name: "Long", scopes: ["prompts:read"], expires_in_days: 100 });
    await createKey(owner, { name: "Short", scopes: ["prompts:read"], expires_in_days: 10 });
    const body = { name: "CI", expires_in_days: 60 };
    const token = await callApi("POST /api/user/tokens", { token: member.token, body });
    const headers = await dashboardHeaders(owner);
    await addFactor(owner);
    const dates = { second_factor_from: at(3), existing_credentials_from: at(10) };
    await put(owner, { ...dates, max_key_days: 30, max_token_days: 30 }, headers);
    const factor = { reason: "no_second_factor", stops_at: at(3), kind: "member" };
    const life = { reason: "lives_too_long", stops_at: at(10) };
    const expected = [
      { ...factor, id: admin.id, owner: admin.email },
      { ...factor, id: member.id, owner: member.email },
      { ...life, kind: "token", id: token.json.token_id, name: "CI", owner: member.email },
      { ...life, kind: "api_key", id: endless.id, name: "Endless", owner: member.email, reason: "no_end" },
      { ...life, kind: "api_key", id: long.id, name: "Long", owner: owner.email },
    ];
    const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect((await violations(admin)).toSorted(byId)).toEqual(
      expected.toSorted(byId).map((violation) => expect.objectContaining(violation)),
    );
    const denied = await callApi("GET /v1/organization/policy/violations", { token: member.token });
    expect(denied.status).toBe(403);
    // In pages, each once.
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const target = `GET /v1/organization/policy/violations?limit=2${query}`;
      const { json } = await callApi(target, { token: admin.token });
      seen.push(...json.data.map(({ id }: { id: string }) => id));
      cursor = json.next_cursor;
    }
    expect(seen.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
    // On the lists of keys and tokens too.
    const keys = await callApi("GET /api/v1/api-keys", { token: owner.token });
    const stops = keys.json.data.map((key: Json) => [key.name, key.status, key.policyEndsAt]);
    expect(stops).toEqual(
      expect.arrayContaining([
        ["Endless", "active", at(10)],
        ["Long", "active", at(10)],
        ["Short", "active", null],
      ]),
    );
    const tokens = await callApi("GET /api/user/tokens", { token: member.token });
    expect(tokens.json.data[0]).toMatchObject({ status: "active", policy_ends_at: at(10) });
  });

  it("shows what has stopped as expired, in the list and in its filter", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { id } = await createKey(owner, { scopes: ["prompts:read"] });
    await createKey(owner, { scopes: ["prompts:read"], expires_in_days: 5 });
    await put(owner, { max_key_days: 30, existing_credentials_from: at(1) });
    clock.set(Date.parse(at(1)));
    const list = async (status: string) =>
      (await callApi(`GET /api/v1/api-keys?status=${status}`, { token: owner.token })).json.data;
    const expired: Json[] = await list("expired");
    expect(expired.map((key) => [key.id, key.status])).toEqual([[id, "expired"]]);
    expect((await list("active")).map((key: Json) => key.status)).toEqual(["active"]);
  });

  it("names keys that were used from outside of the ranges, and no others", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const outside = await createKey(owner, { scopes: ["prompts:read"] });
    const inside = await createKey(owner, { scopes: ["prompts:read"] });
    await callApi("GET /v1/prompts", { token: outside.secret, address: "198.51.100.9" });
    await callApi("GET /v1/prompts", { token: inside.secret, address: "203.0.113.9" });
    await open().flush();
    await put(owner, { allowed_ranges: ["203.0.113.0/24"], existing_credentials_from: at(5) });
    expect(await violations(owner)).toEqual([
      expect.objectContaining({ id: outside.id, reason: "used_from_elsewhere", stops_at: at(5) }),
    ]);
  });

  it("is no other organization's to see", async () => {
    const owner = await createUser({ plan: "enterprise" });
    await createKey(owner);
    await put(owner, { max_key_days: 30 });
    expect(await violations(await createUser())).toEqual([]);
    expect(await violations(owner)).toHaveLength(1);
  });
});
