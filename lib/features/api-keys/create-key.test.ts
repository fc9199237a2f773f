import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

const create = (token: string, body: object) => callApi("POST /api/v1/api-keys", { token, body });

describe("creating an API key", () => {
  it("answers document 002's shape and document 004's in one body, shows the secret once and stores only its hash", async () => {
    const user = await createUser();
    const answer = await create(user.token, {
      name: "Production API Key",
      environment: "production",
      scopes: ["read:memories", "write:memories"],
    });
    expect(answer.status).toBe(201);
    const { data, api_key, key, success, metadata } = answer.json;
    expect(key).toMatch(/^hb_prod_[0-9A-Za-z]{36}$/);
    expect(success).toBe(true);
    expect(data).toMatchObject({
      id: data.keyId,
      name: "Production API Key",
      environment: "production",
      scopes: ["read:memories", "write:memories"],
      plainKey: key,
      keyPrefix: key.slice(0, 14),
      tenantId: user.id,
      expiresAt: null,
    });
    expect(api_key).toMatchObject({ name: data.name, key_prefix: data.keyPrefix, last_used_at: null });
    expect(metadata).toMatchObject({ request_id: answer.headers.get("x-request-id"), version: "v1" });
    const listed = await callApi("GET /api/v1/api-keys", { token: user.token });
    expect(listed.text).not.toContain(key);
    const row = await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id: data.id } });
    expect(JSON.stringify(row)).not.toContain(key);
    expect(row.secretHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("makes a tunnel key that acts as its user when neither scopes nor environment are named (document 004)", async () => {
    const user = await createUser();
    const answer = await create(user.token, { name: "MacBook Pro" });
    expect(answer.json.key).toMatch(/^exp_k1_[0-9A-Za-z]{40}$/);
    expect(answer.json.api_key.key_prefix).toBe(answer.json.key.slice(0, 13));
    const me = await callApi("GET /api/v1/users/me", { token: answer.json.key });
    expect(me.json.id).toBe(user.id);
  });

  it.each([
    [{ scopes: ["prompts:read"] }, /^pr_live_[0-9A-Za-z]{32}$/],
    [{ scopes: ["prompts:read"], environment: "development" }, /^pr_test_[0-9A-Za-z]{32}$/],
    [{ scopes: ["read:memories"], environment: "development" }, /^hb_dev_[0-9A-Za-z]{36}$/],
    [{ product: "tunnel" }, /^exp_k1_/],
  ])("chooses the product that owns the scopes: %j", async (rights, format) => {
    const user = await createUser();
    expect((await create(user.token, { name: "key", ...rights })).json.key).toMatch(format);
  });

  it.each([
    [{ name: "" }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ name: "k", scopes: ["read:everything"] }, "scopes.0"],
    [{ name: "k", scopes: [] }, "scopes"],
    [{ name: "k", scopes: ["prompts:read", "read:memories"] }, "scopes"],
    [{ name: "k", product: "memory", scopes: ["prompts:read"] }, "scopes"],
    [{ name: "k", environment: "production" }, "scopes"],
    [{ name: "k", environment: "staging" }, "environment"],
    [{ name: "k", product: "tunnel", environment: "development" }, "environment"],
    [{ name: "k", product: "sign-in" }, "product"],
    [{ name: "k", expires_in_days: 0 }, "expires_in_days"],
    [{ name: "k", expires_in_days: 1.5 }, "expires_in_days"],
    [{ name: "k", ip_allowlist: ["10.0.0.0/33"] }, "ip_allowlist.0"],
    [{ name: "k", ip_allowlist: ["010.0.0.1"] }, "ip_allowlist.0"],
    [{ name: "k", ip_allowlist: ["1"] }, "ip_allowlist.0"],
    [{ name: "k", ip_allowlist: ["::ffff:10.0.0.0/104"] }, "ip_allowlist.0"],
    [{ name: "k", rate_limit: -1 }, "rate_limit"],
    [{ name: "k", userId: "someone" }, "userId"],
  ])("refuses %j, naming %s, and creates nothing", async (body, field) => {
    const user = await createUser();
    const answer = await create(user.token, body);
    expect([answer.status, answer.json.errors[0]?.code, answer.json.errors[0]?.field]).toEqual([
      400,
      "VALIDATION_ERROR",
      field,
    ]);
    expect(await open().database.prisma.apiKey.count({ where: { organizationId: user.id } })).toBe(0);
  });
});
