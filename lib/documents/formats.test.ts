import { beforeAll, describe, expect, it } from "vitest";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { timestampFields } from "@/lib/http/timestamp";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

let user: TestUser;
beforeAll(async () => {
  clock.advance(123);
  const first = await createUser();
  user = await proveAddress(await createUser({ plan: "pro" }));
  await setInstanceAdmin(first.principal, user.id, true);
});

const named = new Set<string>(timestampFields);
const wholeSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Every member of that name in an answer, at any depth. */
function timesIn(value: Json): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    named.has(name) && inner !== null ? [String(inner)] : timesIn(inner),
  );
}

describe("documented times", () => {
  it.each([
    ["POST /api/v1/auth/login", () => ({ email: user.email, password: testPassword })],
    ["GET /api/v1/users/me", null],
    ["GET /api/user/me", null],
    ["POST /api/user/tokens", () => ({ name: "CLI" })],
    ["GET /api/user/tokens", null],
    ["POST /api/v1/api-keys", () => ({ name: "MacBook Pro", expires_in_days: 3 })],
    ["GET /api/v1/api-keys", null],
    ["GET /api/v1/admin/users", null],
    ["GET /api/v1/admin/organizations", null],
    ["GET /v1/organization", null],
    ["POST /v1/organization/invitations", () => ({ invitations: [{ email: "guest@example.test" }] })],
    ["GET /v1/organization/invitations", null],
    [
      "POST /v1/oauth-apps",
      () => ({ name: "App", redirect_uris: ["https://app.example.test/back"], scopes: ["prompts:read"] }),
    ],
    ["GET /v1/oauth-apps", null],
    ["POST /v1/registration-tokens", null],
    ["GET /v1/registration-tokens", null],
    ["POST /v1/prompts", () => ({ name: "one", content: "first" })],
    ["GET /v1/prompts", null],
    ["POST /v1/datasets", () => ({ name: "one" })],
    ["POST /v1/reports", () => ({ kind: "keys" })],
    ["POST /v1/webhooks", () => ({ url: "https://hooks.example.test/in", events: ["prompt.created"] })],
    ["GET /v1/webhooks", null],
    ["GET /v1/events", null],
  ] as const)("of %s are RFC 3339 in UTC with whole seconds and Z", async (target, body) => {
    const answer = await callApi(target, { token: user.token, ...(body ? { body: body() } : {}) });
    expect(answer.status).toBeLessThan(300);
    const times = timesIn(answer.json);
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) expect(time).toMatch(wholeSeconds);
  });
});

describe("a key's two identifiers", () => {
  it("are a UUID and key_…, shown when it is made and listed, and every endpoint takes either", async () => {
    const { token } = user;
    const made = await callApi("POST /api/v1/api-keys", { token, body: { name: "both", scopes: ["prompts:read"] } });
    const { data, api_key } = made.json;
    expect(api_key.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([data.id, data.keyId]).toEqual([expect.stringMatching(/^key_/), data.id]);
    const listed = (await callApi("GET /api/v1/api-keys?search=both", { token })).json.data[0];
    expect([listed.id, listed.api_key.id]).toEqual([data.id, api_key.id]);
    for (const id of [api_key.id, api_key.id.toUpperCase(), data.id]) {
      const usage = await callApi(`GET /api/v1/api-keys/usage?keyId=${id}`, { token });
      expect(usage.json.data.keyId).toBe(data.id);
      const changed = await callApi(`PATCH /api/v1/api-keys/${id}`, { token, body: { name: "both" } });
      expect(changed.json.data.id).toBe(data.id);
    }
    const rotated = await callApi(`POST /api/v1/api-keys/${api_key.id}/rotate`, { token });
    expect(rotated.status).toBe(201);
    const next = rotated.json.api_key.id;
    const revoked = await callApi("POST /api/v1/api-keys/revoke", { token, body: { keyId: next } });
    expect(revoked.json.data.keyId).toBe(rotated.json.data.id);
    expect((await callApi(`DELETE /api/v1/api-keys/${next}`, { token })).status).toBe(204);
  });

  it("of another tenant's key are as unknown as one that is not there", async () => {
    const other = await createUser();
    const key = await createKey(other, { scopes: ["prompts:read"] });
    const { json } = await callApi("GET /api/v1/api-keys", { token: other.token });
    for (const id of [key.id, json.data[0].api_key.id]) {
      expect((await callApi(`DELETE /api/v1/api-keys/${id}`, { token: user.token })).status).toBe(404);
    }
  });
});

describe("the claim org_id of a session token", () => {
  const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

  it("names the organization that the session acts for, also after a switch, and every tenantId takes it", async () => {
    const { json: own } = await callApi("POST /api/auth/login", {
      body: { email: user.email, password: testPassword },
    });
    expect(claimsOf(own.access_token)).toMatchObject({ sub: user.id, org_id: user.id });
    const made = await callApi("POST /api/user/organizations", { token: own.access_token, body: { name: "Second" } });
    const switched = await callApi("PUT /api/user/organization", {
      token: own.access_token,
      body: { organization_id: made.json.id },
    });
    const token = switched.json.access_token;
    const [before, after] = [claimsOf(own.access_token), claimsOf(token)];
    expect(after).toMatchObject({ sub: user.id, org_id: made.json.id, sid: before.sid, exp: before.exp });
    expect(switched.headers.get("cache-control")).toContain("no-store");
    const list = (tenantId: string) => callApi(`GET /api/v1/api-keys?tenantId=${tenantId}`, { token });
    expect([(await list(after.org_id)).status, (await list(after.sub)).status]).toEqual([200, 403]);
  });
});

describe("ranges of time", () => {
  it.each([
    ["GET /v1/events", "query"],
    ["POST /api/v1/intelligence/topics", "body"],
  ] as const)("of %s take plain days, whole ones, and no end before the beginning", async (target, place) => {
    const call = async (range: Record<string, string>) => {
      const asked = place === "body" ? target : `${target}?${new URLSearchParams(range)}`;
      return (await callApi(asked, { token: user.token, ...(place === "body" ? { body: range } : {}) })).status;
    };
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    expect(await call({ from: today, to: today })).toBe(200);
    expect(await call({ from: `${today}T00:00:00Z`, to: today })).toBe(200);
    expect(await call({ from: "2026-06-10", to: "2026-06-09" })).toBe(400);
    expect(await call({ from: "yesterday" })).toBe(400);
    expect(await call({ to: "0001-01-01" })).toBe(400);
    expect(await call({ to: "9999-12-31" })).toBe(200);
  });

  it("hold what happened on the last day that they name", async () => {
    const { token } = user;
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const tomorrow = new Date(clock.now() + 86_400_000).toISOString().slice(0, 10);
    const events = async (query: string) => (await callApi(`GET /v1/events?${query}`, { token })).json.data.length;
    expect(await events(`to=${today}`)).toBeGreaterThan(0);
    expect(await events(`from=${tomorrow}`)).toBe(0);
  });
});

describe("what an Authorization header holds that is no bearer token", () => {
  it.each(["Basic YTpi", "Bearer", "Bearer ", "bearer  ", "", "Digest x"])(
    "%j: none was sent",
    async (authorization) => {
      const answer = await callApi("GET /api/user/me", { headers: { authorization } });
      expect([answer.status, answer.json.error.message]).toEqual([401, "missing bearer token"]);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    },
  );

  it("counts twice for document 002's exchange alone", async () => {
    const doubled = (target: string) => callApi(target, { headers: { authorization: `Bearer Bearer ${user.token}` } });
    expect((await doubled("GET /api/user/me")).status).toBe(401);
    // Recognised as a session, which is not what may be exchanged.
    expect((await doubled("GET /auth/clerk-token")).status).toBe(403);
  });
});

describe("a memory's metadata", () => {
  it("is kept and returned as it was given, changed as a whole, and found by a search with the rest", async () => {
    const { token } = user;
    const metadata = { source: "chat", created_at: "2024-01-01T00:00:00.123Z", nested: { list: [1, null] } };
    const made = await callApi("POST /api/v1/memories", { token, body: { content: "pelican brief", metadata } });
    expect([made.status, made.json.data.metadata]).toEqual([201, metadata]);
    const path = `/api/v1/memories/${made.json.data.id}`;
    expect((await callApi(`GET ${path}`, { token })).json.data.metadata).toEqual(metadata);
    const found = await callApi("POST /api/v1/memories/search", { token, body: { query: "pelican" } });
    expect(found.json.data[0].metadata).toEqual(metadata);
    const changed = await callApi(`PATCH ${path}`, { token, body: { metadata: { a: 1 }, content: null } });
    expect(changed.json.data).toMatchObject({ metadata: { a: 1 }, content: "pelican brief" });
    const plain = await callApi("POST /api/v1/memories", { token, body: { content: "none", metadata: null } });
    expect(plain.json.data.metadata).toEqual({});
  });

  it.each([["text"], [[1]], [{ big: "x".repeat(16_384) }]])(
    "is an object of at most 16 KiB: 400 for %.20j",
    async (metadata) => {
      const body = { content: "x", metadata };
      const answer = await callApi("POST /api/v1/memories", { token: user.token, body });
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, "metadata"]);
    },
  );
});
