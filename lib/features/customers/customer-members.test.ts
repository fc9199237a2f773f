import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import type { OpenRuntime } from "@/lib/open-runtime";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { createApp, tokensOfUser } from "@/lib/testing/oauth";
import { actFor, again, createTeam, join, type TestTeam } from "@/lib/testing/team";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const document: CatalogueDocument = {
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_", development: "img_test_" },
      scopes: [{ id: "images:read", description: "See them" }],
      limits: { free: { per_minute: 60, burst: 2 }, enterprise: { per_minute: 600, burst: 50 } },
    },
    films: {
      label: "Films",
      keys: { production: "flm_live_" },
      scopes: [{ id: "films:read", description: "See them" }],
      limits: {},
    },
  },
};
const scopes = ["manage:customers:read", "manage:customers:write", "manage:keys:write"];

let admin: TestUser;
let team: TestTeam;
let owner: TestUser;
let backend: string;
let beside: OpenRuntime;
beforeAll(async () => {
  admin = await createUser({ plan: "enterprise" });
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  team = await createTeam();
  await makeInstanceAdmin(team.owner);
  owner = await again(team.owner);
  backend = (await createManagementKey(owner.principal, { name: "Backend", scopes })).key;
  beside = await openBeside(open());
});
afterAll(() => beside.close());
// What others used up of the organization's limits comes back.
beforeEach(() => clock.advance(60_000));

const path = "/api/v1/customers";
const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
const create = async (wanted: object = {}): Promise<Json> =>
  (await send(`POST ${path}`, { external_id: randomUUID(), ...wanted })).json.data;
const attach = (customer: Json, { id }: { id: string }) => send(`PUT ${path}/${customer.id}/members/${id}`);
const detach = (customer: Json, { id }: { id: string }) => send(`DELETE ${path}/${customer.id}/members/${id}`);
const passes = async (token: string, product = "images") =>
  (await callApi(`GET /api/v1/forward-auth?product=${product}`, { token })).status;
const patOf = async ({ token }: TestUser): Promise<string> =>
  (await callApi("POST /api/user/tokens", { token, body: { name: "CLI" } })).json.token;
const keyOf = async (customer: Json, scope = "images:read"): Promise<string> =>
  (await send("POST /api/v1/api-keys", { name: "CI", scopes: [scope], customer_id: customer.id })).json.key;
const nextMember = () => join(owner, "member");
const isCustomers = async (token: string): Promise<string | null> =>
  (await callApi("GET /api/v1/whoami", { token })).json.data.customer?.id ?? null;

describe("a member of a customer", () => {
  it("is attached once, listed newest first, and detached, and each step is an event that names both", async () => {
    const customer = await create({ name: "Ada" });
    const [one, two] = [await nextMember(), await nextMember()];
    const first = await attach(customer, one);
    const view = { user_id: one.id, email: one.email, role: "member", attached_at: expect.any(String) };
    expect([first.status, first.json.data]).toMatchObject([200, view]);
    clock.advance(1_000);
    expect((await attach(customer, one)).json.data).toEqual(first.json.data);
    expect((await attach(customer, two)).status).toBe(200);
    const list = async (query = "") => (await send(`GET ${path}/${customer.id}/members${query}`)).json;
    expect((await list()).data.map((row: Json) => row.user_id)).toEqual([two.id, one.id]);
    const page = await list("?limit=1");
    const rest = await list(`?limit=1&cursor=${page.next_cursor}`);
    expect([page.data[0].user_id, rest.data[0].user_id, rest.next_cursor]).toEqual([two.id, one.id, null]);
    expect([(await detach(customer, one)).status, (await detach(customer, one)).status]).toEqual([204, 404]);
    const events = await open().database.prisma.event.findMany({
      where: { subjectId: customer.id, type: { startsWith: "customer.member" } },
    });
    const told = events.map(({ type, data }) => [type, (data as Json).user_id]).toSorted();
    expect(told).toEqual(
      [
        ["customer.member_attached", one.id],
        ["customer.member_attached", two.id],
        ["customer.member_detached", one.id],
      ].toSorted(),
    );
  });

  it("acts for one customer at a time, also where two ask at once", async () => {
    const [one, two] = [await create(), await create()];
    const member = await nextMember();
    const statuses = (await Promise.all([attach(one, member), attach(two, member)])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 409]);
  });

  it("counts with session, token, key without scopes and OAuth token on the customer's limits and credits, with their keys", async () => {
    const limits = { prompts: { per_minute: 60, burst: 5 } };
    const customer = await create({ limits, credits: { remaining: 7 } });
    const member = await nextMember();
    const { access_token: oauth } = await tokensOfUser(await createApp(owner), member);
    const plain = (await callApi("POST /api/v1/api-keys", { token: member.token, body: { name: "k" } })).json.key;
    const credentials = [member.token, await patOf(member), oauth, await keyOf(customer, "prompts:read")];
    const askAll = (tokens: string[]) => Promise.all(tokens.map((token) => passes(token, "prompts")));
    expect([...(await askAll(credentials)), await passes(plain, "tunnel")]).toEqual([200, 200, 200, 200, 200]);
    await attach(customer, member);
    const twice = await askAll([...credentials, ...credentials]);
    expect(twice.filter((status) => status === 200)).toHaveLength(4);
    expect(await Promise.all([...credentials, plain].map(isCustomers))).toEqual(
      [...credentials, plain].map(() => customer.id),
    );
    // The key's question about itself cost one, too; a member's account costs nothing.
    expect([await passes(plain, "tunnel"), await passes(plain, "tunnel")]).toEqual([200, 429]);
    clock.advance(60_000);
    expect(await askAll(credentials)).toEqual([429, 429, 429, 429]);
    expect((await callApi("GET /api/user/me", { token: member.token })).status).toBe(200);
    await detach(customer, member);
    expect(await askAll([member.token, oauth])).toEqual([200, 200]);
    expect(await passes(plain, "tunnel")).toBe(200);
  });

  it("keeps every right of a member, and counts in other organizations as before", async () => {
    const customer = await create({ limits: { images: { per_minute: 60, burst: 1 } } });
    const member = await join(owner, "admin");
    await attach(customer, member);
    for (const target of ["GET /v1/organization/members", "GET /v1/usage?range=24h", "GET /api/v1/api-keys"])
      expect([target, (await callApi(target, { token: member.token })).status]).toEqual([target, 200]);
    const elsewhere = await actFor(member, member.id);
    expect(await isCustomers(elsewhere.token)).toBeNull();
    const back = await actFor(member, team.id);
    expect(await isCustomers(back.token)).toBe(customer.id);
  });

  it("stops everywhere within a second once the customer is suspended, but gets to their account and other organizations", async () => {
    const customer = await create();
    const member = await nextMember();
    const pat = await patOf(member);
    const made = await callApi("POST /api/v1/api-keys", {
      token: pat,
      body: { name: "made", scopes: ["images:read"] },
    });
    await attach(customer, member);
    const states = async () => {
      const checks = await Promise.all(
        [pat, made.json.key].flatMap((token) => [open(), beside].map(({ directory }) => directory.checkBearer(token))),
      );
      return checks.map(({ ok }) => ok);
    };
    expect(await states()).toEqual([true, true, true, true]);
    await send(`PATCH ${path}/${customer.id}`, { suspended: true });
    expect([await passes(pat), await passes(made.json.key), await passes(member.token)]).toEqual([401, 401, 401]);
    await expect.poll(states).toEqual([false, false, false, false]);
    const refused = await callApi("GET /v1/prompts/none", { token: member.token });
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining("is suspended")]);
    expect((await callApi("GET /api/user/me", { token: member.token })).status).toBe(200);
    const elsewhere = await actFor(member, member.id);
    expect((await callApi("GET /api/v1/api-keys", { token: elsewhere.token })).status).toBe(200);
    await actFor(member, team.id);
    await send(`PATCH ${path}/${customer.id}`, { suspended: false });
    await expect.poll(states).toEqual([true, true, true, true]);
    expect(await passes(member.token)).toBe(200);
  });

  it("is detached by leaving the organization, by their end, and by the customer's", async () => {
    const customer = await create();
    const [leaving, ended, staying] = [await nextMember(), await nextMember(), await nextMember()];
    for (const one of [leaving, ended, staying]) await attach(customer, one);
    const remove = `DELETE /v1/organization/members/${leaving.id}?keys=keep`;
    expect((await callApi(remove, { token: owner.token })).status).toBe(200);
    await open().database.prisma.user.delete({ where: { id: ended.id } });
    const { data } = (await send(`GET ${path}/${customer.id}/members`)).json;
    expect(data.map((row: Json) => row.user_id)).toEqual([staying.id]);
    await join(owner, "member", leaving);
    expect(await isCustomers((await actFor(leaving, team.id)).token)).toBeNull();
    expect(await isCustomers(staying.token)).toBe(customer.id);
    await send(`DELETE ${path}/${customer.id}`);
    expect([await isCustomers(staying.token), await passes(staying.token)]).toEqual([null, 200]);
    expect(await open().database.prisma.customerMember.count({ where: { customerId: customer.id } })).toBe(0);
  });

  it("is somebody of the organization, of whose customers alone they are: everybody and everything else is a 404", async () => {
    const customer = await create();
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { key } = await createManagementKey(stranger.principal, { name: "Other", scopes });
    for (const id of [stranger.id, "none", `${owner.id}x`])
      expect([id, (await attach(customer, { id })).status]).toEqual([id, 404]);
    expect((await attach({ id: "cus_none" }, owner)).status).toBe(404);
    for (const token of [key, (await again(stranger)).token]) {
      const call = { token };
      expect((await send(`PUT ${path}/${customer.id}/members/${stranger.id}`, undefined, call)).status).toBe(404);
      expect((await send(`DELETE ${path}/${customer.id}/members/${owner.id}`, undefined, call)).status).toBe(404);
      expect((await send(`GET ${path}/${customer.id}/members`, undefined, call)).status).toBe(404);
    }
    expect((await send(`GET ${path}/${customer.id}/members`)).json.data).toEqual([]);
  });

  it("is attached by administrators and management keys for all products alone", async () => {
    const customer = await create();
    const member = await nextMember();
    const target = `PUT ${path}/${customer.id}/members/${member.id}`;
    const some = await createManagementKey(owner.principal, { name: "Films", scopes, products: ["films"] });
    const reader = await createManagementKey(owner.principal, { name: "Reader", scopes: ["manage:customers:read"] });
    for (const token of [some.key, reader.key, team.admin.token, member.token, await keyOf(customer)])
      expect((await callApi(target, { token })).status).toBe(403);
    expect((await callApi(target, { token: owner.token })).status).toBe(200);
    expect((await callApi(`GET ${path}/${customer.id}/members`, { token: reader.key })).json.data).toHaveLength(1);
  });

  it("costs no query while known, and no more than before when not", async () => {
    const member = await nextMember();
    const pool = runtime().database.gate;
    const counted = async (work: () => Promise<unknown>) => {
      const before = pool.query;
      let queries = 0;
      pool.query = ((...args: Parameters<typeof before>) => {
        queries += 1;
        return Reflect.apply(before, pool, args);
      }) as typeof before;
      await work();
      pool.query = before;
      return queries;
    };
    const check = () => Promise.resolve(runtime().directory.checkBearer(member.token));
    // What is announced meanwhile has a load read twice: the fewest of some are what it takes.
    const cold = async () => {
      const all: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        runtime().directory.forgetAll();
        all.push(await counted(check));
      }
      return Math.min(...all);
    };
    const before = await cold();
    await attach(await create(), member);
    expect([await cold(), await counted(check)]).toEqual([before, 0]);
  });
});
