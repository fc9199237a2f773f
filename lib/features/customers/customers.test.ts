import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

const product = (name: string, begin: string) => ({
  label: name,
  keys: { production: `${begin}_live_`, development: `${begin}_test_` },
  scopes: [{ id: `${name}:read`, description: "See them" }],
  limits: { free: { per_minute: 60, burst: 2 }, pro: { per_minute: 600, burst: 5 } },
});
const document: CatalogueDocument = {
  version: 1,
  products: { images: product("images", "img"), films: product("films", "flm") },
};
const scopes = ["manage:customers:read", "manage:customers:write", "manage:keys:write"];

let admin: TestUser;
let backend: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser({ plan: "enterprise" });
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
});
// What others used up of the organization's limits comes back.
beforeEach(() => clock.advance(60_000));

const path = "/api/v1/customers";
const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
const create = async (wanted: object = {}): Promise<Json> => {
  const answer = await send(`POST ${path}`, { external_id: randomUUID(), ...wanted });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const keyFor = async (customer: Json, more: object = {}): Promise<string> => {
  const body = { name: "CI", scopes: ["images:read"], customer_id: customer.id, ...more };
  const answer = await send("POST /api/v1/api-keys", body);
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.key;
};
const ask = (token: string, query = "") => callApi(`GET /api/v1/forward-auth${query}`, { token });
const passes = async (token: string) => (await ask(token)).status;

describe("a customer", () => {
  it("is made, read, changed and deleted by a management key, and every step is an event that names it", async () => {
    const metadata = { tier: "gold", seats: 3, tags: ["a"], nested: { on: true } };
    const made = await create({ name: "Ada", metadata, plans: { images: "pro" } });
    expect(made).toMatchObject({ name: "Ada", metadata, plans: { images: "pro" }, limits: {}, suspended: false });
    const one = await send(`GET ${path}/${made.id}`);
    expect(one.json.data).toEqual(made);
    const limits = { films: { per_minute: 30, burst: 3, per_day: 100 } };
    const body = { name: "Ada L.", metadata: { tier: "silver" }, plans: { images: null }, limits, suspended: true };
    const changed = await send(`PATCH ${path}/${made.id}`, body);
    expect(changed.json.data).toMatchObject({ ...body, plans: {}, external_id: made.external_id });
    await send(`PATCH ${path}/${made.id}`, { suspended: false });
    expect((await send(`DELETE ${path}/${made.id}`)).status).toBe(204);
    expect((await send(`GET ${path}/${made.id}`)).status).toBe(404);
    const { prisma } = runtime().database;
    const events = await prisma.event.findMany({ where: { subjectId: made.id }, orderBy: { createdAt: "asc" } });
    expect(events.map(({ type }) => type).toSorted()).toEqual(
      ["created", "suspended", "updated", "reactivated", "deleted"].map((step) => `customer.${step}`).toSorted(),
    );
    for (const event of events) expect(event.credentialId).toMatch(/^key_/);
    expect(JSON.stringify(events)).not.toContain("silver");
  });

  it("has an external_id of its own in its organization, also where two are made at once", async () => {
    const external_id = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => send(`POST ${path}`, { external_id })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const other = await create();
    expect((await send(`PATCH ${path}/${other.id}`, { external_id })).status).toBe(409);
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    expect((await send(`POST ${path}`, { external_id }, { token: stranger.token })).status).toBe(201);
  });

  it("is made once for an Idempotency-Key, and changed only as it was read where If-Match says so", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const body = { external_id: randomUUID() };
    const [first, second] = [
      await send(`POST ${path}`, body, { headers }),
      await send(`POST ${path}`, body, { headers }),
    ];
    expect([second.status, second.json.data.id]).toEqual([201, first.json.data.id]);
    const { id } = first.json.data;
    const etag = (await send(`GET ${path}/${id}`)).headers.get("etag") ?? "";
    const change = (name: string) => send(`PATCH ${path}/${id}`, { name }, { headers: { "if-match": etag } });
    clock.advance(1_000);
    expect([(await change("A")).status, (await change("B")).status]).toEqual([200, 412]);
  });

  it.each<[string, object]>([
    ["no external_id", {}],
    ["a space in it", { external_id: "a b" }],
    ["a letter that no header holds", { external_id: "ä" }],
    ["metadata over 4 KB", { external_id: "a", metadata: { text: "ä".repeat(2_050) } }],
    [
      "metadata nested deeper than it can be written",
      { external_id: "a", metadata: { a: JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) } },
    ],
    ["metadata that is a list", { external_id: "a", metadata: [] }],
    ["half of a surrogate pair", { external_id: "a", metadata: { text: "\ud800" } }],
    ["a plan that is none", { external_id: "a", plans: { images: "gold" } }],
    ["a product that is none", { external_id: "a", plans: { nothing: "pro" } }],
    ["a product of administrators", { external_id: "a", plans: { service: "pro" } }],
    ["limits without a burst", { external_id: "a", limits: { images: { per_minute: 1 } } }],
  ])("400 for %s", async (_, body) => {
    expect((await send(`POST ${path}`, body)).status).toBe(400);
  });

  it("is found by external_id, metadata, state and search, page by page", async () => {
    const mark = randomUUID();
    const all: Json[] = [];
    for (const number of [1, 2, 3]) {
      all.push(await create({ name: `Found ${mark} ${number}`, metadata: { mark, odd: number % 2 === 1 } }));
      clock.advance(1);
    }
    const list = async (query: Record<string, string>) => {
      const answer = await send(`GET ${path}?${new URLSearchParams(query)}`);
      expect(answer.status).toBe(200);
      return answer.json;
    };
    const ids = ({ data }: Json) => data.map(({ id }: Json) => id);
    const newest = all.map(({ id }) => id).toReversed();
    expect(ids(await list({ external_id: all[0].external_id }))).toEqual([all[0].id]);
    expect(ids(await list({ metadata: JSON.stringify({ mark }) }))).toEqual(newest);
    expect(ids(await list({ metadata: JSON.stringify({ mark, odd: true }) }))).toEqual([all[2].id, all[0].id]);
    expect(ids(await list({ search: mark }))).toEqual(newest);
    expect(ids(await list({ search: "%" }))).toEqual([]);
    await send(`PATCH ${path}/${all[1].id}`, { suspended: true });
    expect(ids(await list({ search: mark, suspended: "true" }))).toEqual([all[1].id]);
    const first = await list({ search: mark, limit: "2" });
    const rest = await list({ search: mark, limit: "2", cursor: first.next_cursor });
    expect([...ids(first), ...ids(rest), rest.next_cursor]).toEqual([...newest, null]);
    for (const metadata of ["[]", "{", '"a"', '{"a":"\\u0000"}', '{"a":"\\ud800"}']) {
      const answer = await send(`GET ${path}?${new URLSearchParams({ metadata })}`);
      expect([metadata, answer.status]).toEqual([metadata, 400]);
    }
  });
});

describe("another organization", () => {
  it("neither sees nor changes nor names a customer, also where its administrator asks", async () => {
    const customer = await create();
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { key } = await createManagementKey(stranger.principal, { name: "Other", scopes });
    for (const token of [key, stranger.token]) {
      expect((await send(`GET ${path}/${customer.id}`, undefined, { token })).status).toBe(404);
      expect((await send(`PATCH ${path}/${customer.id}`, { name: "x" }, { token })).status).toBe(404);
      expect((await send(`DELETE ${path}/${customer.id}`, undefined, { token })).status).toBe(404);
      const found = await send(`GET ${path}?external_id=${customer.external_id}`, undefined, { token });
      expect(found.json.data).toEqual([]);
      for (const named of [{ customer_id: customer.id }, { external_id: customer.external_id }]) {
        const body = { name: "CI", scopes: ["images:read"], ...named };
        expect((await send("POST /api/v1/api-keys", body, { token })).status).toBe(400);
      }
    }
    expect((await send(`GET ${path}/${customer.id}`)).json.data).toEqual(customer);
  });
});

describe("a customer's keys", () => {
  it("are made by either identifier, listed by it, and say whose they are to who verifies them", async () => {
    const metadata = { tier: "gold", note: "Zoë \u2028" };
    const customer = await create({ name: "Ada", metadata, plans: { images: "pro" } });
    const [one, two] = [
      await keyFor(customer),
      await keyFor({}, { customer_id: undefined, external_id: customer.external_id, environment: "development" }),
    ];
    const told = { id: customer.id, external_id: customer.external_id, name: "Ada" };
    for (const query of [`customer_id=${customer.id}`, `external_id=${customer.external_id}`]) {
      const { data } = (await send(`GET /api/v1/api-keys?${query}`, undefined, { token: admin.token })).json;
      expect(data.map((key: Json) => key.customer)).toEqual([told, told]);
    }
    for (const key of [one, two]) {
      const verdict = (await callApi("POST /api/v1/keys/verify", { token: admin.token, body: { key } })).json.data;
      expect(verdict).toMatchObject({ valid: true, plan: "pro", customer: { ...told, metadata } });
    }
    const { headers } = await ask(one, "?metadata=true");
    expect(headers.get("x-latchkey-customer")).toBe(customer.id);
    expect(headers.get("x-latchkey-external-id")).toBe(customer.external_id);
    expect(headers.get("x-latchkey-plan")).toBe("pro");
    expect(JSON.parse(headers.get("x-latchkey-metadata") ?? "")).toEqual(metadata);
    expect((await ask(one)).headers.get("x-latchkey-metadata")).toBeNull();
    const { secret } = await createKey(admin, { scopes: ["images:read"] });
    expect((await ask(secret)).headers.get("x-latchkey-customer")).toBe("");
  });

  it("count together on their customer's limits, and not on their organization's", async () => {
    const customer = await create({ plans: { images: "free" } });
    const [one, two, test] = [
      await keyFor(customer),
      await keyFor(customer),
      await keyFor(customer, { environment: "development" }),
    ];
    const other = await keyFor(await create({ plans: { images: "free" } }));
    const statuses = await Promise.all([one, two, one, two, one].map(passes));
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    expect([await passes(other), (await ask(test, "?environment=development")).status]).toEqual([200, 200]);
    const { secret } = await createKey(admin, { scopes: ["images:read"] });
    expect((await ask(secret)).headers.get("ratelimit")).toContain('"burst";r=4');
  });

  it("count by the limits that were set for them in place of a plan's, from the next decision after a change", async () => {
    const customer = await create({ plans: { images: "free" }, limits: { images: { per_minute: 60, burst: 3 } } });
    const key = await keyFor(customer);
    expect([await passes(key), await passes(key), await passes(key), await passes(key)]).toEqual([200, 200, 200, 429]);
    await send(`PATCH ${path}/${customer.id}`, { limits: { images: { per_minute: 60, burst: 4 } } });
    expect([await passes(key), await passes(key)]).toEqual([200, 429]);
    await send(`PATCH ${path}/${customer.id}`, { limits: { images: null }, plans: { images: "pro" } });
    expect([await passes(key), await passes(key)]).toEqual([200, 429]);
  });

  it("count on their organization's limits for a product of which nothing was said", async () => {
    const customer = await create({ plans: { films: "free" } });
    const { headers } = await ask(await keyFor(customer));
    expect(headers.get("x-ratelimit-limit")).toBe("600");
  });

  it("are refused from the next decision on while the customer is suspended, and are told as suspended", async () => {
    const customer = await create();
    const key = await keyFor(customer);
    expect(await passes(key)).toBe(200);
    await send(`PATCH ${path}/${customer.id}`, { suspended: true });
    expect(await passes(key)).toBe(401);
    const query = `GET /api/v1/api-keys?customer_id=${customer.id}&status=`;
    const listed = async (status: string) => (await send(query + status, undefined, { token: admin.token })).json.data;
    expect([(await listed("suspended")).length, (await listed("active")).length]).toEqual([1, 0]);
    expect(await passes(await keyFor(customer))).toBe(401);
    await send(`PATCH ${path}/${customer.id}`, { suspended: false });
    expect([await passes(key), (await listed("suspended")).length]).toEqual([200, 0]);
  });

  it("end when their customer is deleted, and stay theirs when they are rotated", async () => {
    const customer = await create();
    const made = await send("POST /api/v1/api-keys", {
      name: "CI",
      scopes: ["images:read"],
      customer_id: customer.id,
    });
    const rotated = await callApi(`POST /api/v1/api-keys/${made.json.data.id}/rotate`, {
      token: admin.token,
      body: { grace_period_seconds: 3_600 },
    });
    expect(rotated.json.data.customer.id).toBe(customer.id);
    expect([await passes(made.json.key), await passes(rotated.json.key)]).toEqual([200, 200]);
    await send(`DELETE ${path}/${customer.id}`);
    expect([await passes(made.json.key), await passes(rotated.json.key)]).toEqual([401, 401]);
    const body = { name: "CI", scopes: ["images:read"], customer_id: customer.id };
    expect((await send("POST /api/v1/api-keys", body)).status).toBe(400);
  });

  it("see nothing of their organization and of other customers, and make no keys", async () => {
    const key = await keyFor(await create());
    const other = await send("POST /api/v1/api-keys", { name: "CI", scopes: ["images:read"] });
    const { id } = other.json.data;
    for (const [target, body] of [
      ["GET /api/v1/api-keys"],
      [`GET /api/v1/api-keys/${id}`],
      [`DELETE /api/v1/api-keys/${id}`],
      [`POST /api/v1/api-keys/${id}/rotate`, {}],
      ["POST /api/v1/api-keys", { name: "More", scopes: ["images:read"] }],
      ["POST /api/v1/api-keys/find", { key: other.json.key }],
      [`GET ${path}`],
    ] as const) {
      expect([target, (await send(target, body, { token: key })).status]).toEqual([target, 403]);
    }
  });

  it("see nothing of the organization as a whole, whatever scopes they were given", async () => {
    const { id } = await create();
    const named = {
      name: "Theirs",
      product: "prompts",
      scopes: ["organization:read", "prompts:read"],
      customer_id: id,
    };
    const { key: token } = (await send("POST /api/v1/api-keys", named, { token: admin.token })).json;
    for (const target of ["GET /v1/usage?range=24h", "GET /v1/events", "GET /v1/organization"]) {
      expect([target, (await send(target, undefined, { token })).status]).toEqual([target, 403]);
    }
    expect((await send("GET /v1/prompts", undefined, { token })).status).toBe(200);
  });

  it("are named by admins and management keys alone, once, and with scopes", async () => {
    const customer = await create();
    const body = { name: "CI", scopes: ["images:read"], customer_id: customer.id };
    const { secret } = await createKey(admin, { scopes: ["images:read"] });
    expect((await send("POST /api/v1/api-keys", body, { token: secret })).status).toBe(403);
    const twice = { ...body, external_id: customer.external_id };
    expect((await send("POST /api/v1/api-keys", twice)).status).toBe(400);
    const personal = { name: "CI", customer_id: customer.id };
    expect((await send("POST /api/v1/api-keys", personal, { token: admin.token })).status).toBe(400);
    expect((await send("POST /api/v1/api-keys", body, { token: admin.token })).status).toBe(201);
  });
});

describe("a management key for one product", () => {
  it("says and sees nothing of other products, leaves who a customer is, and neither stops, frees nor deletes one", async () => {
    const { key: token } = await createManagementKey(admin.principal, { name: "Images", scopes, products: ["images"] });
    const customer = await create({
      plans: { images: "free", films: "pro" },
      limits: { films: { per_minute: 1, burst: 1 } },
    });
    const one = (await send(`GET ${path}/${customer.id}`, undefined, { token })).json.data;
    expect([one.plans, one.limits]).toEqual([{ images: "free" }, {}]);
    for (const change of [
      { plans: { films: "free" } },
      { plans: { films: null } },
      { limits: { films: null } },
      { suspended: true },
      { suspended: false },
      { external_id: randomUUID() },
      { metadata: { tier: "gold" } },
      { name: "Other", plans: { images: "pro" } },
    ]) {
      const { status } = await send(`PATCH ${path}/${customer.id}`, change, { token });
      expect([change, status]).toEqual([change, 403]);
    }
    expect((await send(`DELETE ${path}/${customer.id}`, undefined, { token })).status).toBe(403);
    const foreign = { external_id: randomUUID(), plans: { films: "pro" } };
    expect((await send(`POST ${path}`, foreign, { token })).status).toBe(403);
    expect((await send(`PATCH ${path}/${customer.id}`, { plans: { images: "pro" } }, { token })).status).toBe(200);
    const now = (await send(`GET ${path}/${customer.id}`)).json.data;
    expect([now.plans, now.limits]).toEqual([{ films: "pro", images: "pro" }, customer.limits]);
  });
});
