import { describe, expect, it } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { withinASecond } from "@/lib/testing/within-a-second";

const { clock, open } = useTestRuntime();

const scopes = ["prompts:read" as const];
const at = (ms: number) => new Date(clock.now() + ms).toISOString();
const dayMs = 86_400_000;
const keyOf = async (owner: TestUser, wanted = {}) => createKey(owner, { scopes, ...wanted });
const make = (owner: TestUser, body: object) =>
  callApi("POST /api/v1/api-keys", { token: owner.token, body: { name: "Key", scopes, ...body } });
const change = (owner: TestUser, id: string, body: object) =>
  callApi(`PATCH /api/v1/api-keys/${id}`, { token: owner.token, body });
const use = (token: string, headers: Record<string, string> = {}) => callApi("GET /v1/prompts", { token, headers });
const verify = async (owner: TestUser, body: object) =>
  (await callApi("POST /api/v1/keys/verify", { token: owner.token, body })).json.data;
const forward = (token: string, headers: Record<string, string> = {}) =>
  callApi("GET /api/v1/forward-auth", { token, headers });
const why = (answer: { headers: Headers }) => answer.headers.get("www-authenticate");
const eventsOf = async (id: string) =>
  (await open().database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { createdAt: "asc" } })).map(
    ({ type, data }) => ({ type, data }),
  );

describe("what a key is told apart by", () => {
  const settings = {
    description: "Nightly import",
    tags: ["team:data", "nightly"],
    metadata: { owner: { team: 7 } },
  };

  it("is kept from its making, changed, told to who verifies it, and goes on with a rotation", async () => {
    const owner = await createUser();
    const made = await make(owner, settings);
    expect(made.json.data).toMatchObject(settings);
    const { id } = made.json.data;
    expect(await verify(owner, { key: made.json.key })).toMatchObject({
      valid: true,
      tags: settings.tags,
      metadata: settings.metadata,
    });
    const changed = await change(owner, id, { description: "", tags: ["weekly"], metadata: { a: 1 } });
    expect(changed.json.data).toMatchObject({ description: "", tags: ["weekly"], metadata: { a: 1 } });
    const rotated = await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: owner.token, body: {} });
    expect(rotated.json.data).toMatchObject({ tags: ["weekly"], metadata: { a: 1 } });
    expect(JSON.stringify(await eventsOf(id))).not.toContain('"a":1');
  });

  it("narrows a list by tag, in which no other organization's key ever stands", async () => {
    const [owner, other] = [await createUser(), await createUser()];
    const tagged = await keyOf(owner, { tags: ["shared", "mine"] });
    await keyOf(owner, { tags: ["shared-not"] });
    await keyOf(other, { tags: ["shared"] });
    const list = await callApi("GET /api/v1/api-keys?tag=shared", { token: owner.token });
    expect(list.json.data.map((key: { id: string }) => key.id)).toEqual([tagged.id]);
    const told = await callApi("GET /api/dashboard/v1/api-keys/tags", { headers: await dashboardHeaders(owner) });
    expect(told.json.data).toEqual([
      { tag: "mine", keys: 1 },
      { tag: "shared", keys: 1 },
      { tag: "shared-not", keys: 1 },
    ]);
    const foreign = await change(other, tagged.id, { enabled: false });
    expect([foreign.status, (await use(tagged.secret)).status]).toEqual([404, 200]);
  });

  it.each([
    [{ metadata: { a: "x".repeat(4_090) } }, "metadata"],
    [{ metadata: [] }, "metadata"],
    [{ tags: ["two words"] }, "tags.0"],
    [{ tags: Array.from({ length: 21 }, (_, place) => `t${place}`) }, "tags"],
    [{ description: "x".repeat(501) }, "description"],
    [{ allowed_origins: ["https://*.com"] }, "allowed_origins.0"],
    [{ expires_in_days: 3, expires_at: "2099-01-01T00:00:00Z" }, "expires_at"],
    [{ expires_at: "2001-01-01T00:00:00Z" }, "expires_at"],
    [{ expires_at: "2199-01-01T00:00:00Z" }, "expires_at"],
    [{ not_before: "2199-01-01T00:00:00Z" }, "not_before"],
  ])("is refused where it is too much or means nothing: %j", async (body, field) => {
    const answer = await make(await createUser(), body);
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
  });
});

describe("a key that is switched off", () => {
  it("is refused in words at the next request, and works again once it is switched on", async () => {
    const owner = await createUser();
    const { id, secret } = await keyOf(owner);
    expect((await use(secret)).status).toBe(200);
    clock.advance(1);
    const off = await change(owner, id, { enabled: false });
    expect(off.json.data).toMatchObject({ enabled: false, status: "disabled" });
    const refused = await use(secret);
    expect([refused.status, why(refused)]).toEqual([401, expect.stringContaining("switched off")]);
    expect(await verify(owner, { key: secret })).toMatchObject({ valid: false, code: "DISABLED", keyId: id });
    const forwarded = await forward(secret);
    expect([forwarded.status, why(forwarded)]).toEqual([401, expect.stringContaining("switched off")]);
    const listed = await callApi("GET /api/v1/api-keys?status=disabled", { token: owner.token });
    expect(listed.json.data).toHaveLength(1);
    clock.advance(1);
    await change(owner, id, { enabled: true });
    expect((await use(secret)).status).toBe(200);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(["key.created", "key.disabled", "key.enabled"]);
  });

  it("is refused in every process within a second", async () => {
    const owner = await createUser();
    const { id, secret } = await keyOf(owner);
    const first = open();
    const other = await openBeside(first);
    const check = async () => other.directory.checkBearer(secret);
    expect((await check()).ok).toBe(true);
    await change(owner, id, { enabled: false });
    holdRuntime(first);
    await withinASecond(async () => expect(await check()).toMatchObject({ ok: false, reason: "disabled" }));
    await other.close();
  });

  it("stops what was made with it, and what takes its place is switched off too", async () => {
    const owner = await createUser({ plan: "pro" });
    const maker = await keyOf(owner);
    const made = await callApi("POST /api/v1/api-keys", { token: maker.secret, body: { name: "Made", scopes } });
    expect((await use(made.json.key)).status).toBe(200);
    await change(owner, maker.id, { enabled: false });
    expect(await verify(owner, { key: made.json.key })).toMatchObject({ code: "DISABLED" });
    const one = await callApi(`GET /api/v1/api-keys/${made.json.data.id}`, { token: owner.token });
    expect(one.json.data).toMatchObject({ enabled: true, status: "suspended" });
    const rotated = await callApi(`POST /api/v1/api-keys/${maker.id}/rotate`, { token: owner.token, body: {} });
    expect(rotated.json.data).toMatchObject({ enabled: false, status: "disabled" });
    expect((await use(rotated.json.key)).status).toBe(401);
    await change(owner, rotated.json.data.id, { enabled: true });
    expect((await use(made.json.key)).status).toBe(200);
  });
});

describe("a key with a start", () => {
  it("counts from that very millisecond on, also where it is in memory already", async () => {
    const owner = await createUser();
    const made = await make(owner, { not_before: at(60_000), expires_in_days: 1 });
    const { key, data } = made.json;
    expect(data).toMatchObject({ status: "scheduled", notBefore: at(60_000) });
    clock.advance(59_999);
    const early = await use(key);
    expect([early.status, why(early)]).toEqual([401, expect.stringContaining("not valid yet")]);
    expect(await verify(owner, { key })).toMatchObject({ valid: false, code: "NOT_YET_VALID" });
    clock.advance(1);
    expect((await use(key)).status).toBe(200);
    const backward = await change(owner, data.id, { not_before: at(2 * dayMs) });
    expect([backward.status, backward.json.errors[0].field]).toEqual([400, "not_before"]);
    await change(owner, data.id, { not_before: at(1_000) });
    expect((await use(key)).status).toBe(401);
    await change(owner, data.id, { not_before: null });
    expect((await use(key)).status).toBe(200);
  });
});

describe("an exact end", () => {
  it("is that moment, and a rotation keeps it", async () => {
    const owner = await createUser();
    const ends = at(90_500);
    const made = await make(owner, { expires_at: ends });
    expect(made.json.data.expiresAt).toBe(ends);
    clock.advance(60_000);
    const rotated = await callApi(`POST /api/v1/api-keys/${made.json.data.id}/rotate`, {
      token: owner.token,
      body: {},
    });
    expect(rotated.json.data.expiresAt).toBe(ends);
    clock.advance(30_499);
    expect((await use(rotated.json.key)).status).toBe(200);
    clock.advance(1);
    expect((await use(rotated.json.key)).status).toBe(401);
  });
});

describe("a key for the pages of some origins", () => {
  it("is refused elsewhere and without an origin, by the gate, a verdict and a proxy alike", async () => {
    const owner = await createUser();
    const { id, secret } = await keyOf(owner, {
      allowed_origins: ["https://app.example.com", "https://*.example.org"],
    });
    for (const origin of ["https://app.example.com", "https://a.example.org"]) {
      expect((await use(secret, { origin })).status).toBe(200);
      expect((await forward(secret, { origin })).status).toBe(200);
      expect(await verify(owner, { key: secret, origin })).toMatchObject({ code: "VALID" });
    }
    for (const headers of [{}, { origin: "null" }, { origin: "https://example.org" }] as Record<string, string>[]) {
      expect((await use(secret, headers)).status).toBe(403);
      expect((await forward(secret, headers)).status).toBe(403);
      expect(await verify(owner, { key: secret, ...headers })).toMatchObject({ code: "FORBIDDEN_ORIGIN" });
    }
    await change(owner, id, { allowed_origins: [] });
    expect((await use(secret)).status).toBe(200);
  });

  it("makes none that reaches further than it does itself", async () => {
    const owner = await createUser({ plan: "pro" });
    const maker = await keyOf(owner, { allowed_origins: ["https://*.example.org"] });
    const headers = { origin: "https://a.example.org" };
    const byKey = (body: object) =>
      callApi("POST /api/v1/api-keys", { token: maker.secret, headers, body: { name: "Made", scopes, ...body } });
    expect((await byKey({ allowed_origins: ["https://example.com"] })).status).toBe(403);
    const made = await byKey({});
    expect(made.json.data.allowedOrigins).toEqual(["https://*.example.org"]);
    expect((await change(owner, made.json.data.id, { allowed_origins: ["https://example.com"] })).status).toBe(403);
    await change(owner, made.json.data.id, { allowed_origins: [] });
    expect((await use(made.json.key, { origin: "https://example.com" })).status).toBe(403);
    expect((await use(made.json.key, headers)).status).toBe(200);
  });
});
