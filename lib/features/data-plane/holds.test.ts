import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { getQuotas } from "@/lib/features/usage/quotas";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const rate = { per_minute: 600, burst: 100 };
const document: CatalogueDocument = {
  version: 1,
  products: {
    renders: {
      label: "Renders",
      keys: { production: "rnd_live_", development: "rnd_test_" },
      scopes: [{ id: "renders:make", description: "Make them" }],
      limits: { free: { ...rate, concurrency: 2 }, pro: { ...rate, concurrency: 5 }, enterprise: rate },
      limits_by_credential: { pat: { free: { ...rate, concurrency: 1 } } },
    },
    films: {
      label: "Films",
      keys: { production: "flm_live_" },
      scopes: [{ id: "films:make", description: "Make them" }],
      limits: { free: { concurrency: 1 } },
    },
  },
};

let admin: TestUser;
let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
beforeEach(() => clock.advance(60_000));

const hold = { ttl_seconds: 60 };
const ask = async (key: string, more: object = { hold }, token = service): Promise<Json> => {
  const answer = await callApi("POST /api/v1/keys/verify", { token, body: { key, ...more } });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const release = async (id: string, token = service) =>
  (await callApi(`DELETE /api/v1/keys/holds/${id}`, { token })).status;
const renew = (id: string, ttl_seconds = 600, token = service) =>
  callApi(`POST /api/v1/keys/holds/${id}/renew`, { token, body: { ttl_seconds } });
/** The database's clock cannot be moved; what it is compared with can. */
const expire = (id: string) =>
  open().database.pool.query("UPDATE limit_leases SET expires_at = clock_timestamp() WHERE id = $1", [id]);
const left = ({ limits }: Json) => limits.find(({ window }: Json) => window === "burst").remaining;
const keyOf = async (owner: TestUser, environment?: "development") =>
  (await createKey(owner, { scopes: ["renders:make"], ...(environment ? { environment } : {}) })).secret;

describe("a question that holds a call", () => {
  it("lets as many run at once as the plan says, counts nothing of what it refuses, and lets the next in once one has ended", async () => {
    const owner = await createUser();
    const [key, other] = [await keyOf(owner), await keyOf(owner)];
    const first = await ask(key);
    expect([first.valid, left(first)]).toEqual([true, 99]);
    expect(first.hold).toEqual({ id: expect.stringMatching(/^hld_/), expires_at: expect.any(String) });
    // All keys of the organization hold together.
    const second = await ask(other);
    expect([second.valid, left(second)]).toEqual([true, 98]);
    const refused = await ask(key);
    expect(refused).toMatchObject({ valid: false, code: "CONCURRENCY_EXCEEDED", hold: null });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(refused.retryAfter).toBeLessThanOrEqual(60);
    expect(left(refused)).toBe(98);
    expect(await release(first.hold.id)).toBe(204);
    const next = await ask(key);
    expect([next.valid, left(next)]).toEqual([true, 97]);
  });

  it("holds nothing where it does not ask to, and where the plan limits no calls at once", async () => {
    const owner = await createUser();
    const key = await keyOf(owner);
    for (let count = 0; count < 4; count++) expect(await ask(key, {})).toMatchObject({ valid: true, hold: null });
    const unlimited = await keyOf(await createUser({ plan: "enterprise" }));
    for (let count = 0; count < 4; count++) expect(await ask(unlimited)).toMatchObject({ valid: true, hold: null });
    const { rows } = await open().database.pool.query("SELECT FROM limit_leases WHERE organization_id = $1", [
      owner.principal.organizationId,
    ]);
    expect(rows).toEqual([]);
  });

  it("holds nothing where a window, a scope or the cost speaks against it", async () => {
    const owner = await createUser();
    const key = await keyOf(owner);
    expect(await ask(key, { hold, cost: 101 })).toMatchObject({ code: "RATE_LIMITED", hold: null });
    expect(await ask(key, { hold, product: "films" })).toMatchObject({ code: "WRONG_PRODUCT", hold: null });
    expect((await ask(key, { cost: 100 })).valid).toBe(true);
    for (let count = 0; count < 3; count++) expect(await ask(key)).toMatchObject({ code: "RATE_LIMITED", hold: null });
    clock.advance(60_000);
    const both = [await ask(key), await ask(key)];
    expect(both.map(({ valid }) => valid)).toEqual([true, true]);
  });

  it("is counted by environment, plan and kind of credential, as windows are", async () => {
    const owner = await createUser();
    const [live, test] = [await keyOf(owner), await keyOf(owner, "development")];
    for (const key of [live, live, test, test]) expect((await ask(key)).valid).toBe(true);
    for (const key of [live, test]) expect((await ask(key)).code).toBe("CONCURRENCY_EXCEEDED");
    const pro = await keyOf(await createUser({ plan: "pro" }));
    const codes = await Promise.all(Array.from({ length: 9 }, async () => (await ask(pro)).code));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(5);
    const user = await createUser({ plan: "starter" });
    const { token } = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "Mine" } })).json;
    const byToken = { hold, product: "renders" };
    expect([(await ask(token, byToken)).code, (await ask(token, byToken)).code]).toEqual([
      "VALID",
      "CONCURRENCY_EXCEEDED",
    ]);
    expect((await ask(await keyOf(user))).valid).toBe(true);
  });

  it("may be all that a plan limits", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["films:make"] });
    const one = await ask(secret);
    expect(one).toMatchObject({ valid: true, limits: [] });
    expect(await ask(secret)).toMatchObject({ code: "CONCURRENCY_EXCEEDED", limits: [] });
    expect((await ask(secret, {})).valid).toBe(true);
  });

  it("counts a customer's keys together by what is said of them, apart from the organization's own", async () => {
    const body = { external_id: "user_42", limits: { renders: { concurrency: 1 } } };
    const made = await callApi("POST /api/v1/customers", { token: admin.token, body });
    expect([made.status, made.json.data?.limits]).toEqual([201, body.limits]);
    const keys = await Promise.all(
      [1, 2].map(
        async () => (await createKey(admin, { scopes: ["renders:make"], customer_id: made.json.data.id })).secret,
      ),
    );
    const [one = "", two = ""] = keys;
    expect((await ask(one)).valid).toBe(true);
    expect((await ask(two)).code).toBe("CONCURRENCY_EXCEEDED");
    expect((await ask(await keyOf(admin))).valid).toBe(true);
  });

  it("counts by an organization's own limits where an administrator set them", async () => {
    const owner = await createUser();
    const id = owner.principal.organizationId;
    const limits = { renders: { perMinute: 60, burst: 10, concurrency: 3 } };
    const set = await callApi(`PATCH /api/v1/admin/organizations/${id}`, {
      token: admin.token,
      body: { plan: "enterprise", limits },
    });
    expect(set.status).toBe(200);
    expect(set.json.data.limits.find(({ product }: Json) => product === "renders").override).toEqual(limits.renders);
    const key = await keyOf(owner);
    const codes: string[] = [];
    for (let count = 0; count < 4; count++) codes.push((await ask(key)).code);
    expect(codes).toEqual(["VALID", "VALID", "VALID", "CONCURRENCY_EXCEEDED"]);
  });

  it.each([[0], [3_601], [1.5]])("takes no time of %s seconds", async (ttl_seconds) => {
    const body = { key: "x", hold: { ttl_seconds } };
    const answer = await callApi("POST /api/v1/keys/verify", { token: service, body });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, "hold.ttl_seconds"]);
  });
});

describe("several checks", () => {
  it("together hold one call for each that asks to, or none", async () => {
    const key = await keyOf(await createUser());
    const both = await ask(key, { checks: [{ hold }, {}, { hold }] });
    expect(both).toMatchObject({ valid: true, hold: null });
    const ids = both.checks.map((check: Json) => check.hold?.id ?? null);
    expect(ids).toEqual([expect.any(String), null, expect.any(String)]);
    expect(new Set(ids).size).toBe(3);
    expect(await release(ids[0])).toBe(204);
    expect(await ask(key, { checks: [{ hold }, { hold }] })).toMatchObject({ code: "CONCURRENCY_EXCEEDED" });
    // One is free still.
    expect((await ask(key)).valid).toBe(true);
    expect((await ask(key, { checks: [{ hold }, { hold }, { hold }] })).retryAfter).toBeNull();
  });

  it("each for itself hold as many as there is room for", async () => {
    const key = await keyOf(await createUser());
    const { checks, code } = await ask(key, { counting: "each", checks: [{ hold }, { hold }, { hold }, {}] });
    expect(code).toBe("CONCURRENCY_EXCEEDED");
    expect(checks.map((check: Json) => [check.code, check.hold !== null])).toEqual([
      ["VALID", true],
      ["VALID", true],
      ["CONCURRENCY_EXCEEDED", false],
      ["VALID", false],
    ]);
  });

  it("say in each of them what they hold", async () => {
    const body = { key: "x", hold, checks: [{}] };
    const answer = await callApi("POST /api/v1/keys/verify", { token: service, body });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, "hold"]);
  });
});

describe("what is held", () => {
  it("is free when its time is over, as when the service that held it died, and can be neither renewed nor taken back then", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["films:make"] });
    const dead = await ask(secret);
    expect((await ask(secret)).code).toBe("CONCURRENCY_EXCEEDED");
    await expire(dead.hold.id);
    expect((await renew(dead.hold.id)).status).toBe(404);
    const next = await ask(secret);
    expect(next.valid).toBe(true);
    expect([(await renew(dead.hold.id)).status, await release(dead.hold.id)]).toEqual([404, 204]);
    expect((await ask(secret)).code).toBe("CONCURRENCY_EXCEEDED");
  });

  it("goes on from where it is renewed, and is released once: again changes nothing", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["films:make"] });
    const { hold: held } = await ask(secret);
    const renewed = await renew(held.id);
    expect(renewed.json.data).toEqual({ id: held.id, expires_at: expect.any(String) });
    expect(Date.parse(renewed.json.data.expires_at) - Date.parse(held.expires_at)).toBeGreaterThanOrEqual(530_000);
    expect((await ask(secret)).retryAfter).toBeGreaterThan(60);
    expect([await release(held.id), await release(held.id), await release("hld_none")]).toEqual([204, 204, 204]);
    expect((await ask(secret)).valid).toBe(true);
  });

  it("is nobody's to renew or release but theirs who asked, not even the organization's whose key it is", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["films:make"] });
    const { hold: held } = await ask(secret);
    const stranger = await createUser();
    for (const { token } of [owner, stranger, admin]) {
      expect([(await renew(held.id, 600, token)).status, await release(held.id, token)]).toEqual([404, 204]);
    }
    expect((await ask(secret)).code).toBe("CONCURRENCY_EXCEEDED");
    expect((await renew(held.id)).status).toBe(200);
    expect(await release(held.id)).toBe(204);
    // A caller who asks about their own keys holds and releases for themselves.
    const own = await ask(secret, { hold }, owner.token);
    expect([own.valid, (await renew(own.hold.id)).status, await release(own.hold.id)]).toEqual([true, 404, 204]);
    expect((await ask(secret)).code).toBe("CONCURRENCY_EXCEEDED");
    expect(await release(own.hold.id, owner.token)).toBe(204);
    expect((await ask(secret)).valid).toBe(true);
  });

  it("is told to whoever holds the key, on the page of limits and to a customer in their portal's words", async () => {
    const owner = await createUser();
    const key = await keyOf(owner);
    await ask(key);
    const { json } = await callApi("GET /api/v1/whoami", { token: key });
    expect(json.data.concurrency).toEqual([{ product: "renders", limit: 2, held: 1 }]);
    const { quotas } = await getQuotas(owner.principal);
    const of = (product: string, environment: string) =>
      quotas.find((quota) => quota.product === product && quota.environment === environment)?.concurrency;
    expect([of("renders", "production"), of("renders", "development"), of("prompts", "production")]).toEqual([
      { limit: 2, held: 1 },
      { limit: 2, held: 0 },
      null,
    ]);
  });
});
