import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const issuer = await startOidcIssuer({ now: () => clock.now() });
afterAll(issuer.stop);
const { clock } = useTestRuntime({
  settings: { trustedIssuers: [{ issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true }] },
});

let admin: TestUser;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser({ plan: "enterprise" });
});
// What others used up of the account's limits comes back.
beforeEach(() => clock.advance(60_000));

const ask = (token: string, headers: Record<string, string> = {}) =>
  callApi("GET /api/v1/whoami", { token, headers: { ...headers } });
const told = async (token: string): Promise<Json> => {
  const answer = await ask(token);
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  // Neither the credential nor anything that it could be found by.
  expect(answer.text).not.toContain(token);
  expect(answer.text).not.toMatch(/hash|secret/i);
  return answer.json.data;
};
const organizationOf = ({ principal }: TestUser) => ({ id: principal.organizationId, name: expect.any(String) });
const windowsOf = ({ limits }: Json, product: string) =>
  Object.fromEntries(
    limits
      .filter((one: Json) => one.product === product)
      .map(({ window, limit, remaining }: Json) => [window, [limit, remaining]]),
  );

describe("GET /api/v1/whoami", () => {
  it("tells a session its user, role and what is left, and counts like any other request", async () => {
    const first = await told(admin.token);
    expect(first).toMatchObject({
      kind: "session-jwt",
      name: null,
      organization: organizationOf(admin),
      user: { id: admin.id, email: admin.email, role: "owner" },
      customer: null,
      product: null,
      plan: "enterprise",
      scopes: expect.arrayContaining(["prompts:read", "organization:admin"]),
    });
    const second = await told(admin.token);
    const [before, after] = [first, second].map((one) => windowsOf(one, "account").minute[1]);
    expect(before - after).toBe(1);
    expect(windowsOf(second, "prompts").minute).toEqual([1_000, 1_000]);
  });

  it("tells a personal access token its name and end", async () => {
    const body = { name: "Laptop", expires_in_days: 3 };
    const made = await callApi("POST /api/user/tokens", { token: admin.token, body });
    const one = await told(made.json.token);
    expect(one).toMatchObject({ kind: "pat", id: made.json.token_id, name: "Laptop", user: { id: admin.id } });
    expect(Date.parse(one.expires_at)).toBeGreaterThan(clock.now());
  });

  it("tells a key its product, scopes, end and windows, and nothing of other products", async () => {
    const windows = [{ name: "weekly", limit: 9, per: "7d" }];
    const { id, secret } = await createKey(admin, {
      name: "CI",
      scopes: ["prompts:read"],
      environment: "development",
      windows,
      metadata: { internal: "note" },
    });
    const one = await told(secret);
    expect(one).toMatchObject({
      kind: "api-key",
      id,
      name: "CI",
      user: null,
      product: "prompts",
      environment: "development",
      scopes: ["prompts:read"],
      roles: [],
      expires_at: null,
    });
    expect(windowsOf(one, "prompts").weekly).toEqual([9, 8]);
    expect(new Set(one.limits.map(({ product }: Json) => product))).toEqual(new Set(["prompts", "account"]));
    expect(JSON.stringify(one)).not.toContain("internal");
  });

  it("tells a customer's key whose it is, and nothing that its organization notes of them", async () => {
    const customer = { external_id: "user_42", name: "Ada", metadata: { churn: "likely" }, plans: { prompts: "pro" } };
    const made = await callApi("POST /api/v1/customers", { token: admin.token, body: customer });
    const { secret } = await createKey(admin, { scopes: ["prompts:read"], external_id: "user_42" });
    const one = await told(secret);
    expect(one).toMatchObject({ customer: { id: made.json.data.id, external_id: "user_42" }, plan: "pro" });
    expect(windowsOf(one, "prompts").minute[0]).toBe(300);
    expect(JSON.stringify(one)).not.toContain("churn");
  });

  it("tells a key without scopes whom it stands for", async () => {
    const { id, secret } = await createKey(admin);
    expect(await told(secret)).toMatchObject({ kind: "user-key", id, product: "tunnel", user: { id: admin.id } });
  });

  it("tells a management key what it manages, whatever its scopes", async () => {
    const wanted = { name: "Backend", scopes: ["manage:limits:read"], products: ["prompts"] };
    const { key, data } = await createManagementKey(admin.principal, wanted);
    expect(await told(key)).toMatchObject({
      kind: "management-key",
      id: data.id,
      name: "Backend",
      product: "management",
      managed_products: ["prompts"],
      scopes: ["manage:limits:read"],
      user: null,
    });
  });

  it("tells a trusted service's key its scope", async () => {
    const { secret } = await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] });
    expect(await told(secret)).toMatchObject({ kind: "api-key", product: "service", scopes: ["keys:verify"] });
  });

  it("tells an app's token its app, and no address of anybody's", async () => {
    const app = await createApp(admin, { name: "Reader" });
    const one = await told(await clientToken(app, { scope: "prompts:read" }));
    expect(one).toMatchObject({ kind: "oauth-token", id: app.clientId, name: "Reader", user: null });
    expect(one.scopes).toEqual(["prompts:read"]);
  });

  it("tells a trusted issuer's token the tenant by the issuer's name for it", async () => {
    const one = await told(issuer.token("user_7"));
    expect(one).toMatchObject({ kind: "external-jwt", id: issuer.issuer, tenantId: "user_7", user: { role: "owner" } });
  });

  it("refuses whoever has ended, comes from elsewhere, or has nothing left", async () => {
    const { id, secret } = await createKey(admin, {
      scopes: ["prompts:read"],
      windows: [{ name: "few", limit: 1, per: "1d" }],
      allowed_origins: ["https://app.example.com"],
    });
    const from = { origin: "https://app.example.com" };
    expect((await ask(secret)).status).toBe(403);
    expect([(await ask(secret, from)).status, (await ask(secret, from)).status]).toEqual([200, 429]);
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: admin.token });
    expect((await ask(secret, from)).status).toBe(401);
  });
});
