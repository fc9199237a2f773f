import { describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maxLiveKeys } from "./contract";

const { clock, open } = useTestRuntime();
const scopes = ["prompts:read" as const];
const createMany = (token: string, keys: object[], headers = {}) =>
  callApi("POST /api/v1/api-keys/create-many", { token, headers, body: { keys } });
const updateMany = (token: string, keys: object[]) =>
  callApi("POST /api/v1/api-keys/update-many", { token, body: { keys } });
const passes = async (token: string) => (await callApi("GET /v1/prompts", { token })).status;
const results = ({ json }: { json: Json }) => json.data.map((row: Json) => row.error?.code ?? row.ok);

async function managementKeyOf(admin: TestUser): Promise<string> {
  await makeInstanceAdmin(admin);
  const body = { name: "Backend", scopes: ["manage:keys:read", "manage:keys:write"], products: ["prompts"] };
  return (await callApi("POST /api/v1/management-keys", { token: admin.token, body })).json.key;
}

describe("keys that are created at once", () => {
  it("get a result each, in order: one that may not be made holds up no other", async () => {
    const owner = await createUser();
    const answer = await createMany(owner.token, [
      { name: "One", scopes, tags: ["a"], metadata: { n: 1 } },
      { name: "Service", scopes: ["keys:verify"], tenantId: "somebody-else" },
      { name: "Both", scopes: ["prompts:read", "read:memories"] },
      { name: "Over", scopes, expires_at: "2001-01-01T00:00:00Z" },
      { name: "Foreign", scopes, external_id: "nobody" },
      { name: "Two", scopes, environment: "development", enabled: false },
    ]);
    expect(answer.status).toBe(200);
    expect(results(answer)).toEqual([
      true,
      "TENANT_MISMATCH",
      "VALIDATION_ERROR",
      "VALIDATION_ERROR",
      "VALIDATION_ERROR",
      true,
    ]);
    const [one, , both, , , two] = answer.json.data;
    expect([both.error.field, both.key, both.data]).toEqual(["scopes", null, null]);
    expect(one.data).toMatchObject({ name: "One", tags: ["a"], metadata: { n: 1 } });
    expect([await passes(one.key), await passes(two.key)]).toEqual([200, 401]);
    const events = await open().database.prisma.event.count({
      where: { organizationId: owner.principal.organizationId, type: "key.created" },
    });
    expect(events).toBe(2);
  });

  it("are stored as a creation of each alone would be, with all that a key may say", async () => {
    const owner = await createUser();
    const later = (days: number) => new Date(clock.now() + days * 86_400_000 + 123).toISOString();
    const wanted = {
      name: "Whole",
      scopes,
      environment: "production",
      description: "Nightly",
      tags: ["a", "b"],
      metadata: { tier: { n: [1, null, "é"] } },
      windows: [{ name: "hourly", limit: 5, per: "1h", sliding: true }],
      credits: { remaining: 7, refill: { amount: 7, on: 31 } },
      rate_limit: 9,
      enabled: false,
      not_before: later(1),
      expires_at: later(40),
      ip_allowlist: ["203.0.113.0/24"],
      allowed_origins: ["https://*.example.com"],
    };
    const alone = await callApi("POST /api/v1/api-keys", { token: owner.token, body: wanted });
    const [row] = (await createMany(owner.token, [wanted])).json.data;
    const storedAs = async (id: string) => {
      const { uuid, lineId, keyPrefix, secretHash, secretHint, ...rest } =
        await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
      expect([lineId, new Set([uuid, keyPrefix, secretHash, secretHint]).size]).toEqual([id, 4]);
      return { ...rest, id: "" };
    };
    expect(await storedAs(row.data.id)).toEqual({
      ...(await storedAs(alone.json.data.id)),
      createdAt: expect.any(Date),
    });
    expect(row.data.credits).toEqual(alone.json.data.credits);
  });

  it("are made once by a repeated request, and answered with the same secrets", async () => {
    const owner = await createUser();
    const headers = { "idempotency-key": "twenty-keys" };
    const keys = Array.from({ length: 20 }, (_, place) => ({ name: `Key ${place}`, scopes }));
    const [first, again] = [await createMany(owner.token, keys, headers), await createMany(owner.token, keys, headers)];
    expect(again.json.data).toEqual(first.json.data);
    const { organizationId } = owner.principal;
    expect(await open().database.prisma.apiKey.count({ where: { organizationId } })).toBe(20);
  });

  it("stop where the organization has no room, each by its own row", async () => {
    const owner = await createUser();
    await open().database.pool.query(
      `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes, ip_allowlist)
       SELECT id, id, $1, 'prompts', 'production', 'Filler', '', id, '', '{prompts:read}', '{}'
         FROM (SELECT 'key_' || gen_random_uuid() AS id FROM generate_series(1, $2)) AS made`,
      [owner.principal.organizationId, maxLiveKeys - 1],
    );
    const answer = await createMany(owner.token, [
      { name: "Last", scopes },
      { name: "Too many", scopes },
      { name: "Elsewhere", scopes, environment: "development" },
    ]);
    expect(results(answer)).toEqual([true, "DUPLICATE_RESOURCE", true]);
  });

  it("are a thousand at most", async () => {
    const owner = await createUser();
    const answer = await createMany(
      owner.token,
      Array.from({ length: 1_001 }, () => ({ name: "x", scopes })),
    );
    expect(answer.status).toBe(400);
  });
});

describe("keys that are changed at once", () => {
  it("get a change and a result each, and another organization's are as good as none", async () => {
    const [owner, other] = [await createUser(), await createUser()];
    const [one, two, foreign] = [
      await createKey(owner, { scopes }),
      await createKey(owner, { scopes }),
      await createKey(other, { scopes }),
    ];
    const answer = await updateMany(owner.token, [
      { id: one.id, change: { enabled: false, tags: ["off"] } },
      { id: two.id, change: { scopes: ["read:memories"] } },
      { id: foreign.id, change: { enabled: false } },
      { id: "key_none", change: { enabled: false } },
    ]);
    expect(results(answer)).toEqual([true, "VALIDATION_ERROR", "RESOURCE_NOT_FOUND", "RESOURCE_NOT_FOUND"]);
    expect(answer.json.data[0].data).toMatchObject({ enabled: false, tags: ["off"], status: "disabled" });
    expect([await passes(one.secret), await passes(two.secret), await passes(foreign.secret)]).toEqual([401, 200, 200]);
    const events = await open().database.prisma.event.findMany({ where: { subjectId: one.id } });
    expect(events.map(({ type }) => type).toSorted()).toEqual(["key.created", "key.disabled", "key.updated"]);
  });

  it("end what they made no later than themselves", async () => {
    const owner = await createUser({ plan: "pro" });
    const maker = await createKey(owner, { scopes });
    const made = await callApi("POST /api/v1/api-keys", { token: maker.secret, body: { name: "Made", scopes } });
    const expires_at = new Date(clock.now() + 60_000).toISOString();
    await updateMany(owner.token, [{ id: maker.id, change: { expires_at } }]);
    const one = await callApi(`GET /api/v1/api-keys/${made.json.data.id}`, { token: owner.token });
    expect(one.json.data.expiresAt).toBe(expires_at);
  });
});

describe("a management key", () => {
  it("creates, changes, switches off and revokes keys of its products, one or many, and of no other", async () => {
    const admin = await createUser();
    const token = await managementKeyOf(admin);
    const [memory, prompts] = [
      await createKey(admin, { scopes: ["read:memories"] }),
      await createKey(admin, { scopes }),
    ];
    const made = await createMany(token, [
      { name: "Prompts", scopes },
      { name: "Memory", scopes: ["read:memories"] },
    ]);
    expect(results(made)).toEqual([true, "FORBIDDEN"]);
    const ids = [made.json.data[0].data.id, prompts.id, memory.id];
    const off = await updateMany(
      token,
      ids.map((id) => ({ id, change: { enabled: false } })),
    );
    expect(results(off)).toEqual([true, true, "RESOURCE_NOT_FOUND"]);
    const on = await callApi(`PATCH /api/v1/api-keys/${prompts.id}`, { token, body: { enabled: true } });
    expect([on.status, await passes(prompts.secret)]).toEqual([200, 200]);
    const wider = await callApi(`PATCH /api/v1/api-keys/${prompts.id}`, { token, body: { scopes: ["read:memories"] } });
    expect(wider.status).toBe(400);
    const ended = await callApi("POST /api/v1/api-keys/revoke-many", { token, body: { ids } });
    expect(results(ended)).toEqual([true, true, "RESOURCE_NOT_FOUND"]);
    expect(await passes(memory.secret)).not.toBe(401);
  });
});
