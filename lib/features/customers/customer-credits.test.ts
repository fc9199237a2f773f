import { beforeAll, beforeEach, expect, it } from "vitest";
import { grantOf } from "@/lib/access/credit-record";
import { creditBucket } from "@/lib/access/credits";
import { runtime } from "@/lib/access/runtime";
import { tellOfActivity } from "@/lib/features/alerts/background";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { tellCredits } from "@/lib/watch/tell-credits";

const { clock } = useTestRuntime();

const keys = { production: "img_live_", development: "img_test_" };
const images = { label: "Images", keys, scopes: [{ id: "images:read", description: "See images" }] };

let admin: TestUser;
let backend: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser({ plan: "enterprise" });
  await applyCatalogue(admin.principal, {
    document: { version: 1, products: { images } },
    note: "",
    allow_ending: false,
  });
  backend = await managementKey({});
});
beforeEach(() => clock.advance(60_000));

const managementKey = async (more: object) => {
  const scopes = ["manage:customers:read", "manage:customers:write", "manage:keys:write"];
  return (await createManagementKey(admin.principal, { name: "Backend", scopes, ...more })).key;
};
const path = "/api/v1/customers";
const send = (target: string, body?: object, token = backend) => callApi(target, { token, ...(body ? { body } : {}) });
const create = async (credits: object): Promise<Json> => {
  const answer = await send(`POST ${path}`, { external_id: crypto.randomUUID(), credits });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const keyFor = async ({ id }: Json, more: object = {}): Promise<string> =>
  (await send("POST /api/v1/api-keys", { name: "CI", scopes: ["images:read"], customer_id: id, ...more })).json.key;
const ask = async (key: string) => {
  const { status, headers } = await callApi("GET /api/v1/forward-auth?environment=any", { token: key });
  return [status, headers.get("x-latchkey-credits")];
};

it("all keys of a customer take from one count, test keys from another, and nobody else's from either", async () => {
  const customer = await create({ remaining: 2 });
  expect(customer.credits).toEqual({ remaining: 2, refill: null });
  const [first, second] = [await keyFor(customer), await keyFor(customer)];
  const test = await keyFor(customer, { environment: "development" });
  const other = await keyFor(await create({ remaining: 1 }));
  expect([await ask(first), await ask(second)]).toEqual([
    [200, "1"],
    [200, "0"],
  ]);
  expect((await ask(first))[0]).toBe(429);
  expect(await ask(test)).toEqual([200, "1"]);
  expect(await ask(other)).toEqual([200, "0"]);
  expect((await send(`GET ${path}/${customer.id}`)).json.data.credits).toEqual({ remaining: 0, refill: null });
});

it("a key of its own credits takes from both, or from neither", async () => {
  const customer = await create({ remaining: 5 });
  const key = await keyFor(customer, { credits: { remaining: 1 } });
  expect([await ask(key), (await ask(key))[0]]).toEqual([[200, "0"], 429]);
  expect((await send(`GET ${path}/${customer.id}`)).json.data.credits.remaining).toBe(4);
});

it("they are topped up, changed and taken away, and each is an event of the customer's", async () => {
  const customer = await create({ remaining: 0 });
  const key = await keyFor(customer);
  expect((await ask(key))[0]).toBe(429);
  await tellOfActivity();
  const added = await send(`POST ${path}/${customer.id}/credits`, { add: 3 });
  expect([added.status, added.json.data]).toEqual([200, { remaining: 3, refill: null }]);
  expect(await ask(key)).toEqual([200, "2"]);
  const refill = { amount: 10, on: 1 };
  const changed = await send(`PATCH ${path}/${customer.id}`, { credits: { refill } });
  expect(changed.json.data.credits).toMatchObject({ remaining: 2, refill: { amount: 10, every: null, on: 1 } });
  await send(`PATCH ${path}/${customer.id}`, { credits: null });
  expect(await ask(key)).toEqual([200, ""]);
  const events = await runtime().database.prisma.event.findMany({ where: { subjectId: customer.id } });
  expect(events.map(({ type }) => type).toSorted()).toEqual([
    "customer.created",
    "customer.credits_changed",
    "customer.credits_changed",
    "customer.credits_changed",
    "customer.credits_exhausted",
  ]);
});

it("the end of credits in production and in development is told once each, also by a process that comes later", async () => {
  const customer = await create({ remaining: 0 });
  const environments = ["production", "development"] as const;
  for (const environment of environments) {
    expect((await ask(await keyFor(customer, { environment })))[0]).toBe(429);
  }
  await tellOfActivity();
  const { pool, prisma } = runtime().database;
  const { rows } = await pool.query("SELECT to_jsonb(c) AS credit FROM credits c WHERE holder = $1", [customer.id]);
  for (const environment of environments) {
    const { subject, window } = creditBucket("customer", grantOf(rows[0].credit), environment, clock.now());
    expect(await tellCredits({ subject, limit: window.limit, environment })).toBe(false);
  }
  const told = await prisma.event.findMany({ where: { subjectId: customer.id, type: "customer.credits_exhausted" } });
  expect(told.map((event) => event.environment).toSorted()).toEqual(["development", "production"]);
});

it("they go with the customer", async () => {
  const { id } = await create({ remaining: 1 });
  await send(`DELETE ${path}/${id}`);
  expect(await runtime().database.prisma.credits.count({ where: { holder: id } })).toBe(0);
});

it("a management key for some products may not change what all products take from: 403", async () => {
  const { id } = await create({ remaining: 1 });
  const narrow = await managementKey({ products: ["images"] });
  expect((await send(`PATCH ${path}/${id}`, { credits: { remaining: 9 } }, narrow)).status).toBe(403);
  expect((await send(`POST ${path}/${id}/credits`, { add: 9 }, narrow)).status).toBe(403);
  expect((await send(`POST ${path}`, { external_id: "c-1", credits: { remaining: 9 } }, narrow)).status).toBe(403);
});

it("another organization's customer is a 404, and stays as they are", async () => {
  const stranger = await createUser();
  await makeInstanceAdmin(stranger);
  const { id } = await create({ remaining: 1 });
  expect((await send(`POST ${path}/${id}/credits`, { add: 9 }, stranger.token)).status).toBe(404);
  expect((await send(`GET ${path}/${id}`)).json.data.credits.remaining).toBe(1);
});
