/** Document 002: API keys with environment and scopes, tenants, memories and quotas, example by example. */
import type { APIRequestContext } from "playwright/test";
import { bearer, expect, newAccount, test } from "./fixtures";

type Key = { id: string; secret: string };

const everyScope = ["read:memories", "write:memories"];
const foreignTenant = "00000000-0000-0000-0000-000000000001";

async function createKey(request: APIRequestContext, token: string, wanted: object = {}): Promise<Key> {
  const data = { name: "Production API Key", environment: "production", scopes: everyScope, ...wanted };
  const response = await request.post("/api/v1/api-keys", { data, ...bearer(token) });
  expect(response.status()).toBe(201);
  const body = await response.json();
  return { id: body.data.keyId, secret: body.data.plainKey };
}

test("an existing key creates another one, and is shown it once", async ({ request, account }) => {
  const existing = await createKey(request, account.token);
  const data = { name: "Production API Key", environment: "production", scopes: everyScope };
  const response = await request.post("/api/v1/api-keys", { data, ...bearer(existing.secret) });
  expect(response.status()).toBe(201);
  const body = await response.json();
  expect(body).toMatchObject({
    success: true,
    data: {
      ...data,
      plainKey: expect.stringMatching(/^hb_prod_[A-Za-z0-9]{36}$/),
      keyPrefix: body.data.plainKey.slice(0, "hb_prod_".length + 6),
      createdAt: expect.any(String),
    },
    metadata: { request_id: expect.any(String), timestamp: expect.any(String), version: "v1" },
  });
  expect(body.data.keyId).toBe(body.data.id);
  const list = await request.get(`/api/v1/api-keys?tenantId=${account.id}`, bearer(existing.secret));
  expect(await list.text()).not.toContain(body.data.plainKey);
});

test("a key writes, reads, searches, changes and deletes memories", async ({ request, account }) => {
  const { secret } = await createKey(request, account.token);
  const data = { content: "Test memory", type: "episodic", tenantId: account.id };
  const created = await request.post("/api/v1/memories", { data, ...bearer(secret) });
  expect(created.status()).toBe(201);
  const { success, data: memory } = await created.json();
  expect(success).toBe(true);
  expect(memory).toMatchObject(data);

  const found = await request.post("/api/v1/memories/search", { data: { query: "test" }, ...bearer(secret) });
  expect((await found.json()).data).toMatchObject([{ id: memory.id }]);
  const path = `/api/v1/memories/${memory.id}`;
  const changed = await request.patch(path, { data: { content: "Changed" }, ...bearer(secret) });
  expect((await changed.json()).data).toMatchObject({ id: memory.id, content: "Changed" });
  expect((await request.delete(path, bearer(secret))).status()).toBe(204);
  expect((await request.get(path, bearer(secret))).status()).toBe(404);
});

test("a scope that the key lacks is a 403 that names it", async ({ request, account }) => {
  const { secret } = await createKey(request, account.token, { scopes: ["read:memories"] });
  expect((await request.get("/api/v1/memories", bearer(secret))).status()).toBe(200);
  const refused = await request.post("/api/v1/memories", { data: { content: "No" }, ...bearer(secret) });
  expect(refused.status()).toBe(403);
  const body = await refused.json();
  expect(body).toMatchObject({ success: false, errors: [{ code: "INSUFFICIENT_SCOPE" }], error: "forbidden" });
  expect(body.errors[0].message).toContain("write:memories");
  expect(refused.headers()["www-authenticate"]).toContain('scope="write:memories"');
});

test("a key lists, reads the usage of, and revokes the keys of its tenant", async ({ request, account }) => {
  const existing = await createKey(request, account.token);
  const other = await createKey(request, existing.secret, { name: "Old key" });
  const list = await request.get(`/api/v1/api-keys?tenantId=${account.id}`, bearer(existing.secret));
  expect(list.status()).toBe(200);
  const { success, data } = await list.json();
  expect(success).toBe(true);
  expect(data.map((key: { keyId: string }) => key.keyId)).toEqual([other.id, existing.id]);

  const usage = await request.get(`/api/v1/api-keys/usage?keyId=${other.id}&days=30`, bearer(existing.secret));
  expect(await usage.json()).toMatchObject({ success: true, data: { keyId: other.id, days: 30, totalRequests: 0 } });

  const revocation = { keyId: other.id, tenantId: account.id };
  const revoked = await request.post("/api/v1/api-keys/revoke", { data: revocation, ...bearer(existing.secret) });
  expect(revoked.status()).toBe(200);
  expect(await revoked.json()).toMatchObject({ success: true, data: { keyId: other.id } });
  expect((await request.get("/api/v1/memories", bearer(other.secret))).status()).toBe(401);
});

test("401 in the documented words, without a credential and with an unknown key", async ({ request }) => {
  const unknown = "hb_prod_abc123def456789012345678901234567890";
  for (const options of [{}, bearer(unknown)]) {
    const response = await request.get("/api/v1/memories", options);
    expect(response.status()).toBe(401);
    const errors = [{ code: "AUTH_REQUIRED", message: "Authentication required" }];
    expect(await response.json()).toMatchObject({ success: false, errors });
  }
});

test("naming another tenant is a 403 in the documented words", async ({ request, account }) => {
  const { secret, id } = await createKey(request, account.token);
  const stranger = await newAccount(request);
  const answers = [
    await request.get(`/api/v1/memories?tenantId=${foreignTenant}&limit=1`, bearer(secret)),
    await request.get(`/api/v1/api-keys?tenantId=${stranger.id}`, bearer(secret)),
    await request.post("/api/v1/memories", { data: { content: "x", tenantId: stranger.id }, ...bearer(secret) }),
    await request.post("/api/v1/api-keys/revoke", { data: { keyId: id, tenantId: stranger.id }, ...bearer(secret) }),
  ];
  for (const answer of answers) {
    expect(answer.status()).toBe(403);
    const errors = [{ code: "TENANT_MISMATCH", message: "Resource belongs to different tenant" }];
    expect(await answer.json()).toMatchObject({ success: false, errors });
  }
});

test("the month's quota is on every answer, and HEAD tells it too", async ({ request, account }) => {
  const { secret } = await createKey(request, account.token);
  const path = `/api/v1/memories?tenantId=${account.id}&limit=1`;
  const first = (await request.get(path, bearer(secret))).headers();
  expect(first).toMatchObject({ "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "999" });
  expect(Number(first["x-ratelimit-reset"]) * 1000).toBe(startOfNextMonth());
  const head = await request.head(path, bearer(secret));
  expect(head.status()).toBe(200);
  expect(head.headers()["x-ratelimit-remaining"]).toBe("998");
});

test("429 in the documented words when the burst is over", async ({ request, account }) => {
  const { secret } = await createKey(request, account.token);
  const answers = await Promise.all(Array.from({ length: 45 }, () => request.get("/api/v1/memories", bearer(secret))));
  expect(answers.filter((answer) => answer.status() === 200).length).toBeGreaterThanOrEqual(20);
  const refused = answers.find((answer) => answer.status() === 429);
  expect(await refused?.json()).toMatchObject({
    success: false,
    errors: [{ code: "RATE_LIMIT_EXCEEDED", message: "Too many requests" }],
    error: "rate_limited",
  });
  expect(Number(refused?.headers()["x-ratelimit-retry-after"])).toBeGreaterThanOrEqual(1);
});

test("development keys never see production's memories", async ({ request, account }) => {
  const production = await createKey(request, account.token);
  const development = await createKey(request, account.token, { environment: "development" });
  expect(development.secret).toMatch(/^hb_dev_/);
  await request.post("/api/v1/memories", { data: { content: "Real" }, ...bearer(production.secret) });
  const seen = await request.get("/api/v1/memories", bearer(development.secret));
  expect((await seen.json()).data).toEqual([]);
});

function startOfNextMonth(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
}
