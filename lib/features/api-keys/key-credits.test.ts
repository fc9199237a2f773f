import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { tellOfActivity } from "@/lib/features/alerts/background";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const dayMs = 86_400_000;

/** A token that lasts as long as the clock of these tests runs. */
let token: string;
beforeAll(async () => {
  const owner = await createUser({ plan: "enterprise" });
  const body = { name: "Tests", expires_in_days: 365 };
  token = (await callApi("POST /api/user/tokens", { token: owner.token, body })).json.token;
});
// What others used up of the minute's limits comes back.
beforeEach(() => clock.advance(60_000));

const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token, ...(body ? { body } : {}), ...call });
const make = async (credits: object | undefined, more: object = {}): Promise<Json> => {
  const body = { name: "CI", scopes: ["prompts:read"], ...(credits ? { credits } : {}), ...more };
  const answer = await send("POST /api/v1/api-keys", body);
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return { id: answer.json.data.id, key: answer.json.key, data: answer.json.data };
};
const see = async (id: string) => (await send(`GET /api/v1/api-keys/${id}`)).json.data.credits;
const verify = async (key: string, more: object = {}) =>
  (await send("POST /api/v1/keys/verify", { key, ...more })).json.data;
const codes = async (key: string, times: number) => {
  const seen: string[] = [];
  for (let count = 0; count < times; count += 1) seen.push((await verify(key)).code);
  return seen;
};
const eventsOf = async (id: string, type: string) =>
  runtime().database.prisma.event.findMany({ where: { subjectId: id, type } });

describe("credits of a key", () => {
  it("on the 31st are refilled at the end of each month", async () => {
    const { id, key } = await make({ remaining: 0, refill: { amount: 1, on: 31 } });
    expect((await verify(key)).code).toBe("CREDITS_EXHAUSTED");
    expect((await see(id)).refill.at).toBe("2026-06-30T00:00:00.000Z");
    clock.set("2026-06-30T00:00:00Z");
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    expect((await see(id)).refill.at).toBe("2026-07-31T00:00:00.000Z");
  });

  it("are taken by each request that passes, its cost at once, and by none that does not", async () => {
    const { id, key, data } = await make({ remaining: 5 });
    expect(data.credits).toEqual({ remaining: 5, refill: null });
    expect(await verify(key, { cost: 3 })).toMatchObject({ code: "VALID", credits: { remaining: 2, refillsAt: null } });
    expect(await verify(key, { cost: 3 })).toMatchObject({
      code: "CREDITS_EXHAUSTED",
      credits: { remaining: 2 },
      retryAfter: null,
    });
    expect(await verify(key, { scopes: ["prompts:write"] })).toMatchObject({ code: "INSUFFICIENT_SCOPE" });
    expect(await codes(key, 3)).toEqual(["VALID", "VALID", "CREDITS_EXHAUSTED"]);
    expect(await see(id)).toEqual({ remaining: 0, refill: null });
  });

  it("are taken at our own endpoints of the product too, and told by the draft fields; without any left they answer 429", async () => {
    const { key } = await make({ remaining: 1 });
    const call = () => callApi("GET /v1/prompts", { token: key });
    const first = await call();
    expect([first.status, first.headers.get("ratelimit-policy")]).toEqual([
      200,
      expect.stringContaining('"key_credits";q=1'),
    ]);
    expect(first.headers.get("ratelimit")).toContain('"key_credits";r=0');
    const second = await call();
    expect([second.status, second.json.error.code]).toEqual([429, "CREDITS_EXHAUSTED"]);
    expect(second.headers.get("ratelimit")).toMatch(/^"key_credits";r=0(,|$)/);
    expect(second.headers.get("retry-after")).toBeNull();
    expect(second.headers.get("x-ratelimit-policy")).toMatch(/\/minute$/);
    expect(Number(second.headers.get("x-ratelimit-reset"))).toBeGreaterThan(clock.now() / 1000);
  });

  it("are what a proxy is told, and 429 with CREDITS_EXHAUSTED once they are gone", async () => {
    const { key } = await make({ remaining: 2 });
    const ask = () => callApi("GET /api/v1/forward-auth?scope=prompts:read&cost=2", { token: key });
    const passed = await ask();
    expect([passed.status, passed.headers.get("x-latchkey-credits")]).toEqual([200, "0"]);
    const refused = await ask();
    expect([refused.status, refused.json.errors[0].code]).toEqual([429, "CREDITS_EXHAUSTED"]);
    const { key: without } = await make(undefined);
    expect((await callApi("GET /api/v1/forward-auth", { token: without })).headers.get("x-latchkey-credits")).toBe("");
  });

  it("are told to whoever holds the key, whom that costs none", async () => {
    const { key } = await make({ remaining: 2, refill: { amount: 5, on: 1 } });
    const who = async () => (await callApi("GET /api/v1/whoami", { token: key })).json.data;
    await verify(key);
    const refill = { remaining: 1, refills_at: expect.stringMatching(/-01T00:00:00.000Z$/) };
    expect([(await who()).credits, (await who()).credits]).toEqual([refill, refill]);
    expect((await who()).limits.map(({ window }: Json) => window)).not.toContain("key_credits");
  });

  it("are refilled to the amount each so long, whatever was left, and Retry-After says when", async () => {
    const { id, key } = await make({ remaining: 1, refill: { amount: 3, every: "7d" } });
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    const { retryAfter, credits } = await verify(key);
    expect([retryAfter, credits.refillsAt]).toEqual([7 * 86_400, new Date(clock.now() + 7 * dayMs).toISOString()]);
    clock.advance(7 * dayMs - 1);
    expect((await verify(key)).code).toBe("CREDITS_EXHAUSTED");
    clock.advance(1);
    expect(await codes(key, 4)).toEqual(["VALID", "VALID", "VALID", "CREDITS_EXHAUSTED"]);
    // No one was there for two of them, and they are not made up for.
    clock.advance(21 * dayMs);
    expect(await see(id)).toMatchObject({ remaining: 3, refill: { amount: 3, every: "7d", on: null } });
    expect(await codes(key, 4)).toEqual(["VALID", "VALID", "VALID", "CREDITS_EXHAUSTED"]);
  });

  it("outlive the memory of the process", async () => {
    const { key } = await make({ remaining: 2 });
    expect(await codes(key, 1)).toEqual(["VALID"]);
    await runtime().flush();
    const { rows } = await runtime().database.pool.query(
      "SELECT 1 FROM limit_slices WHERE span = 'ever' AND count = 1",
    );
    expect(rows.length).toBeGreaterThan(0);
    await pruneAccounting(runtime().database.pool, clock.now());
    const { rows: kept } = await runtime().database.pool.query("SELECT 1 FROM limit_slices WHERE span = 'ever'");
    expect(kept.length).toBeGreaterThan(0);
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
  });

  it("are one count for a key and those that take its place", async () => {
    const { id, key } = await make({ remaining: 3 });
    await verify(key);
    const rotated = await send(`POST /api/v1/api-keys/${id}/rotate`, { grace_period_seconds: 600 });
    expect(rotated.json.data.credits).toEqual({ remaining: 2, refill: null });
    expect(await codes(rotated.json.key, 1)).toEqual(["VALID"]);
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    // What is given to the one is the other's too.
    const added = await send(`POST /api/v1/api-keys/${rotated.json.data.id}/credits`, { add: 1 });
    expect(added.json.data).toEqual({ remaining: 1, refill: null });
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
  });

  it("bound what the key makes: it takes from them too", async () => {
    const { key } = await make({ remaining: 2 }, { scopes: ["prompts:read", "prompts:write"] });
    const body = { name: "Child", scopes: ["prompts:read"], credits: { remaining: 100 } };
    const child = await callApi("POST /api/v1/api-keys", { token: key, body });
    expect(child.status).toBe(201);
    expect(await verify(child.json.key)).toMatchObject({ code: "VALID", credits: { remaining: 1 } });
    expect(await codes(key, 1)).toEqual(["VALID"]);
    expect(await codes(child.json.key, 1)).toEqual(["CREDITS_EXHAUSTED"]);
  });
});

describe("a change of credits", () => {
  it("adds to what is left or sets it, from the next decision on, and each is an event", async () => {
    const { id, key } = await make({ remaining: 1 });
    await verify(key);
    const add = await send(`POST /api/v1/api-keys/${id}/credits`, { add: 2 });
    expect([add.status, add.json.data]).toEqual([200, { remaining: 2, refill: null }]);
    expect(await codes(key, 1)).toEqual(["VALID"]);
    const set = await send(`POST /api/v1/api-keys/${id}/credits`, { set: 1 });
    expect(set.json.data.remaining).toBe(1);
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    const events = await eventsOf(id, "key.credits_changed");
    expect(events.map(({ data }) => (data as Json).after.granted).toSorted()).toEqual([1, 3]);
  });

  it("is made once for an Idempotency-Key", async () => {
    const { id } = await make({ remaining: 0 });
    const headers = { "idempotency-key": "top-up-1" };
    for (let count = 0; count < 3; count += 1) {
      const answer = await send(`POST /api/v1/api-keys/${id}/credits`, { add: 5 }, { headers });
      expect([answer.status, answer.json.data]).toEqual([200, { remaining: 5, refill: null }]);
    }
    expect(await see(id)).toEqual({ remaining: 5, refill: null });
  });

  it("by PATCH gives, changes and takes them away, and keeps what is not named", async () => {
    const { id, key } = await make(undefined);
    const patch = async (credits: object | null) => {
      const answer = await send(`PATCH /api/v1/api-keys/${id}`, { credits });
      return [answer.status, answer.status === 200 ? answer.json.data.credits : answer.json.errors[0].field];
    };
    expect(await patch({ refill: { amount: 1, every: "1h" } })).toEqual([400, "credits.remaining"]);
    expect(await patch({ remaining: 2 })).toEqual([200, { remaining: 2, refill: null }]);
    expect(await codes(key, 1)).toEqual(["VALID"]);
    const [, refilled] = await patch({ refill: { amount: 9, every: "1h" } });
    expect(refilled).toMatchObject({ remaining: 1, refill: { at: new Date(clock.now() + 3_600_000).toISOString() } });
    expect(await codes(key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    expect(await patch(null)).toEqual([200, null]);
    expect(await codes(key, 3)).toEqual(["VALID", "VALID", "VALID"]);
    const added = await send(`POST /api/v1/api-keys/${id}/credits`, { add: 1 });
    expect([added.status, added.json.errors[0].code]).toEqual([409, "DUPLICATE_RESOURCE"]);
  });

  it("of many at once is told in each row, as are credits of keys that are made or imported", async () => {
    const keys = [{ name: "A", scopes: ["prompts:read"], credits: { remaining: 4 } }];
    const made = (await send("POST /api/v1/api-keys/create-many", { keys })).json.data[0];
    expect(made.data.credits).toEqual({ remaining: 4, refill: null });
    const change = { credits: { remaining: 1 } };
    const updated = await send("POST /api/v1/api-keys/update-many", { keys: [{ id: made.data.id, change }] });
    expect(updated.json.data[0].data.credits).toEqual({ remaining: 1, refill: null });
    expect(await codes(made.key, 2)).toEqual(["VALID", "CREDITS_EXHAUSTED"]);
    const hash = { algorithm: "sha256", value: "ab".repeat(32) };
    const imported = await send("POST /api/v1/api-keys/import", { keys: [{ ...keys[0], hash }] });
    expect(await see(imported.json.data[0].id)).toEqual({ remaining: 4, refill: null });
  });

  it.each([
    ["nothing", {}],
    ["both", { add: 1, set: 1 }],
    ["less than one", { add: 0 }],
    ["a part of one", { add: 1.5 }],
    ["less than none", { set: -1 }],
  ])("of %s is a 400", async (_, body) => {
    const { id } = await make({ remaining: 1 });
    expect((await send(`POST /api/v1/api-keys/${id}/credits`, body)).status).toBe(400);
  });

  it("of another organization's key is a 404, and changes nothing", async () => {
    const { id } = await make({ remaining: 1 });
    const stranger = await createUser();
    const answer = await callApi(`POST /api/v1/api-keys/${id}/credits`, { token: stranger.token, body: { add: 5 } });
    expect(answer.status).toBe(404);
    expect(await see(id)).toEqual({ remaining: 1, refill: null });
  });
});

it("the end of credits is told once, and again after some were added", async () => {
  const { id, key } = await make({ remaining: 1 });
  const told = async () =>
    (await eventsOf(id, "key.credits_exhausted")).map(({ data }) => (data as Json).granted).toSorted();
  await codes(key, 3);
  await tellOfActivity();
  await codes(key, 2);
  await tellOfActivity();
  expect(await told()).toEqual([1]);
  await send(`POST /api/v1/api-keys/${id}/credits`, { add: 1 });
  await codes(key, 2);
  await tellOfActivity();
  expect(await told()).toEqual([1, 2]);
});

it("counts of periods that are over, and of credits that are gone, are cleared away", async () => {
  const { id, key } = await make({ remaining: 1, refill: { amount: 1, every: "30m" } });
  const { pool } = runtime().database;
  const kept = async () => {
    await runtime().flush();
    await pruneAccounting(pool, clock.now());
    const { rows } = await pool.query("SELECT 1 FROM limit_slices WHERE subject LIKE 'credits:' || $1 || ':%'", [id]);
    return rows.length;
  };
  await verify(key);
  clock.advance(3_600_000);
  await verify(key);
  expect(await kept()).toBe(2);
  clock.advance(3 * dayMs);
  await verify(key);
  expect(await kept()).toBe(1);
  await send(`PATCH /api/v1/api-keys/${id}`, { credits: null });
  expect(await kept()).toBe(0);
});
