import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createManagementKey } from "./management-keys";
import { maxKeyTemplates } from "./template-contract";

const { clock, open } = useTestRuntime();

const path = "/api/v1/key-templates";
const settings = {
  product: "prompts",
  environment: "development",
  scopes: ["prompts:read"],
  expires_in_days: 30,
  windows: [{ name: "daily", limit: 100, per: "1d" }],
  rate_limit: 20,
  tags: ["partner"],
  metadata: { tier: "gold" },
  description: "Of a partner",
  allowed_origins: ["https://app.example.com"],
  ip_allowlist: ["203.0.113.0/24"],
};

let admin: TestUser;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser({ plan: "enterprise" });
});
// What others used up of the account's limits comes back.
beforeEach(() => clock.advance(60_000));

const send = (token: string, target: string, body?: object) => callApi(target, { token, ...(body ? { body } : {}) });
const create = async (token: string, wanted: object = {}): Promise<Json> => {
  const answer = await send(token, `POST ${path}`, { name: randomUUID(), settings, ...wanted });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const make = (token: string, body: object) => send(token, "POST /api/v1/api-keys", { name: "Made", ...body });

describe("a template of keys", () => {
  it("is made, read, listed, changed and deleted, and every step is an event that names it", async () => {
    const user = await createUser();
    const made = await create(user.token, { name: "Partner" });
    expect(made).toMatchObject({ name: "Partner", settings });
    expect((await send(user.token, `GET ${path}/${made.id}`)).json.data).toEqual(made);
    clock.advance(1_000);
    const changed = await send(user.token, `PATCH ${path}/${made.id}`, { name: "Partners", settings: { tags: ["p"] } });
    expect(changed.json.data).toMatchObject({ name: "Partners", settings: { tags: ["p"] } });
    expect(changed.json.data.settings).not.toHaveProperty("scopes");
    const listed = await send(user.token, `GET ${path}`);
    expect(listed.json.data.map(({ id }: Json) => id)).toEqual([made.id]);
    expect((await send(user.token, `DELETE ${path}/${made.id}`)).status).toBe(204);
    expect((await send(user.token, `GET ${path}/${made.id}`)).status).toBe(404);
    const events = await open().database.prisma.event.findMany({ where: { subjectId: made.id } });
    expect(events.map(({ type }) => type).toSorted()).toEqual(
      ["created", "deleted", "updated"].map((step) => `key_template.${step}`),
    );
    expect(JSON.stringify(events)).not.toContain("gold");
  });

  it("gives a new key what its request does not say, by identifier or name, and what is said wins", async () => {
    const user = await createUser();
    const template = await create(user.token, { name: "Partner" });
    const first = await make(user.token, { template: template.id });
    expect([first.status, first.json.data]).toEqual([
      201,
      expect.objectContaining({
        name: "Made",
        product: "prompts",
        environment: "development",
        scopes: ["prompts:read"],
        windows: settings.windows,
        rateLimit: 20,
        tags: ["partner"],
        metadata: { tier: "gold" },
        description: "Of a partner",
        allowedOrigins: settings.allowed_origins,
        ipAllowlist: settings.ip_allowlist,
        expiresAt: new Date(clock.now() + 30 * 86_400_000).toISOString(),
      }),
    ]);
    const ends = new Date(clock.now() + 3_600_000).toISOString();
    const said = { template: "Partner", tags: [], scopes: ["prompts:write"], expires_at: ends, windows: [] };
    const second = await make(user.token, said);
    expect(second.json.data).toMatchObject({
      tags: [],
      scopes: ["prompts:write"],
      expiresAt: ends,
      windows: [],
      rateLimit: 20,
    });
    const many = await send(user.token, "POST /api/v1/api-keys/create-many", {
      keys: [
        { name: "A", template: "Partner" },
        { name: "B", template: "No such" },
        { name: "C", template: template.id, rate_limit: 5 },
      ],
    });
    expect(many.json.data.map(({ ok, error, data }: Json) => [ok, error?.field ?? null, data?.rateLimit])).toEqual([
      [true, null, 20],
      [false, "template", undefined],
      [true, null, 5],
    ]);
  });

  it("lets nobody make what they could not make without it", async () => {
    const { owner, member } = await createTeam();
    const admins = await create(owner.token, { name: "Admins", settings: { scopes: ["organization:admin"] } });
    expect((await make(member.token, { template: admins.id })).status).toBe(403);
    const production = await create(owner.token, {
      name: "Live",
      settings: { scopes: ["prompts:read", "prompts:write"] },
    });
    const reader = await createKey(owner, { scopes: ["prompts:read"] });
    expect((await make(reader.secret, { template: production.id })).status).toBe(403);
    expect((await make(reader.secret, { template: production.id, scopes: ["prompts:read"] })).status).toBe(201);
    expect((await make(owner.token, { template: production.id })).status).toBe(201);
  });

  it("is changed by admins alone, and grants nothing that they may not hand on", async () => {
    const { owner, member } = await createTeam();
    const template = await create(owner.token);
    expect((await send(member.token, `POST ${path}`, { name: "Mine", settings })).status).toBe(403);
    expect((await send(member.token, `PATCH ${path}/${template.id}`, { name: "Mine" })).status).toBe(403);
    expect((await send(member.token, `DELETE ${path}/${template.id}`)).status).toBe(403);
    expect((await send(member.token, `GET ${path}/${template.id}`)).status).toBe(200);
    const service = { name: "Service", settings: { scopes: ["keys:verify"] } };
    expect((await send(owner.token, `POST ${path}`, service)).status).toBe(403);
  });

  it("of another organization is not there, for reading, changing and making keys alike", async () => {
    const [user, other] = [await createUser(), await createUser()];
    const { id, name } = await create(user.token);
    for (const call of [`GET ${path}/${id}`, `DELETE ${path}/${id}`]) {
      expect((await send(other.token, call)).status).toBe(404);
    }
    expect((await send(other.token, `PATCH ${path}/${id}`, { name: "Mine" })).status).toBe(404);
    expect((await send(other.token, `GET ${path}`)).json.data).toEqual([]);
    for (const template of [id, name]) {
      const answer = await make(other.token, { template });
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, "template"]);
    }
  });

  it("is managed by management keys, of the products that they manage alone", async () => {
    const scopes = ["manage:keys:read", "manage:keys:write"];
    const { key: all } = await createManagementKey(admin.principal, { name: "All", scopes });
    const { key: memory } = await createManagementKey(admin.principal, { name: "Some", scopes, products: ["memory"] });
    const prompts = await create(all);
    const own = await create(memory, { settings: { scopes: ["read:memories"] } });
    expect((await send(memory, `GET ${path}/${prompts.id}`)).status).toBe(404);
    expect((await send(memory, `PATCH ${path}/${prompts.id}`, { name: "Mine" })).status).toBe(404);
    expect((await send(memory, `POST ${path}`, { name: "Not mine", settings })).status).toBe(403);
    expect((await send(memory, `POST ${path}`, { name: "Anybody's", settings: { tags: ["x"] } })).status).toBe(403);
    expect((await send(memory, `PATCH ${path}/${own.id}`, { settings })).status).toBe(403);
    expect((await make(memory, { template: own.id })).status).toBe(201);
    expect((await make(memory, { template: prompts.id })).status).toBe(400);
    const { key: reader } = await createManagementKey(admin.principal, {
      name: "Reader",
      scopes: ["manage:keys:read"],
    });
    expect((await send(reader, `GET ${path}/${own.id}`)).status).toBe(200);
    expect((await send(reader, `DELETE ${path}/${own.id}`)).status).toBe(403);
  });

  it("has a name of its own, also where two are made at once, and there is an end to how many there are", async () => {
    const user = await createUser();
    const tries = await Promise.all([1, 2, 3].map(() => send(user.token, `POST ${path}`, { name: "One", settings })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const { organizationId } = user.principal;
    const at = new Date(clock.now());
    await open().database.prisma.keyTemplate.createMany({
      data: Array.from({ length: maxKeyTemplates - 2 }, (_, place) => ({
        id: `ktp_${place}`,
        organizationId,
        name: `T ${place}`,
        settings: {},
        createdAt: at,
        updatedAt: at,
      })),
    });
    const last = await Promise.all(["X", "Y", "Z"].map((name) => send(user.token, `POST ${path}`, { name, settings })));
    expect(last.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it.each<[string, object]>([
    ["a scope that is none", { scopes: ["prompts:fly"] }],
    ["scopes of two products", { scopes: ["prompts:read", "read:memories"] }],
    ["a role that its product does not have", { product: "prompts", roles: ["viewer"] }],
    ["a customer", { scopes: ["prompts:read"], external_id: "user_42" }],
    ["a member that is none", { scopes: ["prompts:read"], colour: "red" }],
  ])("400 for %s", async (_, wrong) => {
    expect((await send(admin.token, `POST ${path}`, { name: randomUUID(), settings: wrong })).status).toBe(400);
  });
});
