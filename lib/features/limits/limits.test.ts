import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const scopes = ["manage:limits:read", "manage:limits:take", "manage:limits:write"];

let admin: TestUser;
let backend: string;
let path: string;
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
});
beforeEach(() => {
  // What was used up of the organization's own limits comes back.
  clock.advance(60_000);
  path = `/api/v1/limits/n${randomUUID()}`;
});

const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
const daily = (limit: number) => ({ name: "daily", limit, per: "1d" });
const put = async (settings: object): Promise<Json> => {
  const answer = await send(`PUT ${path}`, settings);
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const ask = async (action: "take" | "peek", identifier: string, cost?: number): Promise<Json> => {
  const answer = await send(`POST ${path}/${action}`, { identifier, ...(cost === undefined ? {} : { cost }) });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const allowed = async (identifier: string, cost?: number) => (await ask("take", identifier, cost)).allowed;

describe("taking from a namespace", () => {
  it("lets each identifier take as much as every window has, and tells what remains and when there is more", async () => {
    await put({ windows: [{ name: "fast", limit: 5, per: "1m" }, daily(8)] });
    const first = await ask("take", "user_42", 3);
    expect(first).toMatchObject({ allowed: true, identifier: "user_42", override: null, denied_by: null });
    expect(first.windows.map(({ name, limit, remaining }: Json) => [name, limit, remaining])).toEqual([
      ["fast", 5, 2],
      ["daily", 8, 5],
    ]);
    const refused = await ask("take", "user_42", 3);
    expect([refused.allowed, refused.denied_by]).toEqual([false, "fast"]);
    expect(refused.windows.map(({ remaining }: Json) => remaining)).toEqual([2, 5]);
    expect(await allowed("user_43", 5)).toBe(true);
    clock.advance(refused.retry_after * 1_000);
    expect(await allowed("user_42", 3)).toBe(true);
    clock.advance(120_000);
    const last = await ask("take", "user_42", 3);
    expect([last.allowed, last.denied_by]).toEqual([false, "daily"]);
    const nextDay = Math.floor(clock.now() / 86_400_000 + 1) * 86_400_000;
    expect(Date.parse(last.windows[1].reset_at)).toBe(nextDay);
    expect(last.retry_after).toBe(Math.ceil((nextDay - clock.now()) / 1_000));
  });

  it("says that no waiting helps where the cost is more than a window ever holds", async () => {
    await put({ windows: [daily(8)] });
    expect(await ask("take", "user_42", 9)).toMatchObject({ allowed: false, denied_by: "daily", retry_after: null });
    expect(await allowed("user_42", 8)).toBe(true);
  });

  it("lets exactly the limit through of many that come at once", async () => {
    await put({ windows: [daily(50)] });
    const answers = await Promise.all(Array.from({ length: 120 }, () => allowed("user_42")));
    expect(answers.filter(Boolean)).toHaveLength(50);
  });

  it.each([
    ["10s", undefined, 10_000],
    ["1h", undefined, 3_600_000],
    ["2d", undefined, 2 * 86_400_000],
    ["1h", true, 3_600_000 * 1.05],
  ])("counts %s (sliding: %s), and lets in as much again when that is over", async (per, sliding, lengthMs) => {
    await put({ windows: [{ name: "own", limit: 2, per, ...(sliding ? { sliding } : {}) }] });
    expect([await allowed("a", 2), await allowed("a")]).toEqual([true, false]);
    clock.advance(lengthMs);
    expect([await allowed("a", 2), await allowed("a")]).toEqual([true, false]);
  });

  it("peeks without counting", async () => {
    await put({ windows: [daily(2)] });
    for (const _ of [1, 2, 3]) expect((await ask("peek", "user_42")).windows[0].remaining).toBe(2);
    await ask("take", "user_42", 2);
    expect(await ask("peek", "user_42")).toMatchObject({ allowed: false, denied_by: "daily" });
  });

  it("tells long identifiers apart that begin alike", async () => {
    await put({ windows: [daily(1)] });
    const [one, other] = ["a", "b"].map((end) => `${"x".repeat(254)}${end}`) as [string, string];
    expect([await allowed(one), await allowed(other), await allowed(one)]).toEqual([true, true, false]);
  });

  it("keeps namespaces of one organization apart", async () => {
    await put({ windows: [daily(1)] });
    expect(await allowed("user_42")).toBe(true);
    path = `${path}-two`;
    await put({ windows: [daily(1)] });
    expect([await allowed("user_42"), await allowed("user_42")]).toEqual([true, false]);
  });
});

describe("a namespace", () => {
  it("counts by the most specific override, from the next decision after a change, on what was counted", async () => {
    const override = (identifier: string, limit: number) => ({ identifier, windows: [daily(limit)] });
    await put({ windows: [daily(1)], overrides: [override("user_*", 2), override("user_42", 3)] });
    expect(await ask("take", "user_42", 3)).toMatchObject({ allowed: true, override: "user_42" });
    expect(await ask("take", "user_7", 3)).toMatchObject({ allowed: false, override: "user_*" });
    expect(await ask("take", "team", 1)).toMatchObject({ allowed: true, override: null });
    await put({ windows: [daily(1)], overrides: [override("user_42", 5)] });
    expect([await allowed("user_42", 2), await allowed("user_42")]).toEqual([true, false]);
    expect(await ask("take", "user_7", 1)).toMatchObject({ allowed: true, override: null });
    expect(await allowed("team")).toBe(false);
  });

  it("begins one identifier anew with a reset, as often as it is asked to, and no other", async () => {
    await put({ windows: [daily(1)] });
    for (const identifier of ["a", "b"]) expect(await allowed(identifier)).toBe(true);
    for (const _ of [1, 2]) {
      expect(await allowed("a")).toBe(false);
      expect((await send(`POST ${path}/reset`, { identifier: "a" })).status).toBe(204);
      expect(await allowed("a")).toBe(true);
    }
    expect(await allowed("b")).toBe(false);
  });

  it("is read, listed and deleted; one of the same name begins anew, and every step is an event", async () => {
    const settings = {
      description: "Images",
      windows: [daily(1)],
      overrides: [{ identifier: "user_42", windows: [daily(5)] }],
    };
    const made = await put(settings);
    expect(made).toMatchObject(settings);
    expect((await send(`GET ${path}`)).json.data).toEqual(made);
    const { overrides: _, ...listed } = made;
    expect((await send("GET /api/v1/limits?limit=1")).json.data).toEqual([listed]);
    expect(await allowed("a")).toBe(true);
    await send(`POST ${path}/reset`, { identifier: "secret@example.test" });
    expect((await send(`DELETE ${path}`)).status).toBe(204);
    for (const target of [`GET ${path}`, `DELETE ${path}`]) expect((await send(target)).status).toBe(404);
    for (const action of ["take", "peek", "reset"]) {
      expect((await send(`POST ${path}/${action}`, { identifier: "a" })).status).toBe(404);
    }
    const events = await runtime().database.prisma.event.findMany({ where: { subjectId: made.id } });
    expect(events.map(({ type }) => type).toSorted()).toEqual(["limits.changed", "limits.deleted", "limits.reset"]);
    expect(JSON.stringify(events)).not.toContain("secret@");
    await put(settings);
    expect([await allowed("a"), await allowed("a")]).toEqual([true, false]);
  });

  it("leaves nothing of whom it counted once it was deleted and cleared away", async () => {
    const { id } = await put({ windows: [daily(1)] });
    const { database, flush } = runtime();
    const counted = async () =>
      (await database.pool.query("SELECT subject FROM limit_slices WHERE subject LIKE 'ns:' || $1 || ':%'", [id])).rows;
    expect(await allowed("ada@example.test")).toBe(true);
    await flush();
    await pruneAccounting(database.pool, clock.now());
    expect(await counted()).toEqual([{ subject: `ns:${id}:0:i:ada@example.test` }]);
    await send(`DELETE ${path}`);
    await pruneAccounting(database.pool, clock.now());
    expect(await counted()).toEqual([]);
  });

  it("is one of at most 200 of an organization", async () => {
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { organizationId } = stranger.principal;
    const now = new Date();
    const windows = [daily(1)];
    await runtime().database.prisma.limitNamespace.createMany({
      data: Array.from({ length: 199 }, (_, at) => ({
        ...{ id: randomUUID(), organizationId, name: `n${at}`, windows, createdAt: now, updatedAt: now },
      })),
    });
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) => send(`PUT /api/v1/limits/${name}`, { windows }, { token: stranger.token })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  it.each<[string, object]>([
    ["neither a window nor concurrency", { windows: [] }],
    ["two windows of a day", { windows: [daily(1), { ...daily(2), name: "other" }] }],
    [
      "eleven windows",
      { windows: Array.from({ length: 11 }, (_, at) => ({ ...daily(1), name: `w${at}`, per: `${at + 1}s` })) },
    ],
    ["a month that slides", { windows: [{ ...daily(1), per: "1mo", sliding: true }] }],
    ["a window of a length that is written as sliding", { windows: [{ ...daily(1), per: "~1d" }] }],
    ["a window of more than a year", { windows: [{ ...daily(1), per: "367d" }] }],
    ["two windows of one name", { windows: [daily(1), { ...daily(2), per: "1mo" }] }],
    ["a limit of nothing", { windows: [daily(0)] }],
    ["a window that is none", { windows: [{ ...daily(1), per: "decade" }] }],
    ["a space in an identifier", { windows: [daily(1)], overrides: [{ identifier: "a b", windows: [daily(1)] }] }],
    ["an override that says nothing", { windows: [daily(1)], overrides: [{ identifier: "a" }] }],
    ["a member that is none", { windows: [daily(1)], limit: 5 }],
  ])("400 for %s", async (_, body) => {
    expect((await send(`PUT ${path}`, body)).status).toBe(400);
  });

  it.each<[string, object]>([
    ["no identifier", {}],
    ["an empty identifier", { identifier: "" }],
    ["256 characters", { identifier: "a".repeat(256) }],
    ["a cost of nothing", { identifier: "a", cost: 0 }],
    ["half a cost", { identifier: "a", cost: 0.5 }],
  ])("400 for taking with %s", async (_, body) => {
    await put({ windows: [daily(1)] });
    expect((await send(`POST ${path}/take`, body)).status).toBe(400);
  });

  it("400 for a name that is none", async () => {
    for (const name of ["Images", "-a", "a%20b", "a".repeat(65)]) {
      expect((await send(`PUT /api/v1/limits/${name}`, { windows: [daily(1)] })).status).toBe(400);
    }
  });
});

describe("who may", () => {
  const rows = () =>
    [
      ["manage:limits:read", `GET ${path}`],
      ["manage:limits:read", "GET /api/v1/limits"],
      ["manage:limits:read", `POST ${path}/peek`, { identifier: "a" }],
      ["manage:limits:take", `POST ${path}/take`, { identifier: "a" }],
      ["manage:limits:write", `POST ${path}/reset`, { identifier: "a" }],
      ["manage:limits:write", `PUT ${path}`, { windows: [daily(1)] }],
      ["manage:limits:write", `DELETE ${path}`],
    ] as const;

  it("is a management key with the scope of each, and none without it, for some products or with scopes alone", async () => {
    await put({ windows: [daily(1)] });
    const keyFor = async (wanted: string[], more = {}) =>
      (await createManagementKey(admin.principal, { name: "Other", scopes: wanted, ...more })).key;
    const ofSome = await keyFor(scopes, { products: ["memory"] });
    const { secret } = await createKey(admin, { scopes: ["prompts:read"] });
    const person = await createUser();
    for (const [scope, target, body] of rows()) {
      const lacking = await keyFor(scopes.filter((one) => one !== scope));
      for (const token of [lacking, ofSome, secret, person.token]) {
        expect([target, (await send(target, body, { token })).status]).toEqual([target, 403]);
      }
      expect((await send(target, body, { token: await keyFor([scope]) })).status).toBeLessThan(300);
    }
  });

  it("sees, counts on and changes nothing of another organization's namespace of the same name", async () => {
    await put({ windows: [daily(1)] });
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { key } = await createManagementKey(stranger.principal, { name: "Other", scopes });
    for (const [, target, body] of rows()) {
      if (target.startsWith("PUT") || target.endsWith("limits")) continue;
      expect([target, (await send(target, body, { token: key })).status]).toEqual([target, 404]);
    }
    expect((await send("GET /api/v1/limits", undefined, { token: key })).json.data).toEqual([]);
    expect((await send(`PUT ${path}`, { windows: [daily(5)] }, { token: key })).status).toBe(200);
    expect((await send(`POST ${path}/take`, { identifier: "a", cost: 5 }, { token: key })).json.data.allowed).toBe(
      true,
    );
    expect([await allowed("a"), await allowed("a")]).toEqual([true, false]);
  });
});
