import { beforeEach, describe, expect, it, vi } from "vitest";
import { patFormat } from "@/lib/access/catalogue";
import { generateCredential, hashCredential } from "@/lib/access/credential-format";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { holdRuntime } from "@/lib/open-runtime";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { withinASecond } from "@/lib/testing/within-a-second";

const { clock, open } = useTestRuntime();

/** The first user of a deployment is its administrator. */
let admin: TestUser | undefined;
let service: string;

beforeEach(async () => {
  admin ??= await createUser();
  service ??= (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});

type Asked = { key: string; [option: string]: unknown };

async function ask(token: string, body: Asked): Promise<Json> {
  const answer = await callApi("POST /api/v1/keys/verify", { token, body });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
}

const codeOf = async (body: Asked) => (await ask(service, body)).code;

describe("a trusted service asking about a key", () => {
  it("learns whose it is, what it may do and what is left of its limits, and never reads the secret back", async () => {
    const owner = await createUser({ plan: "pro" });
    const { secret, id } = await createKey(owner, { name: "CI", scopes: ["prompts:read"], expires_in_days: 30 });
    const answer = await callApi("POST /api/v1/keys/verify", { token: service, body: { key: secret } });
    expect(answer.json).toEqual({
      success: true,
      data: {
        valid: true,
        code: "VALID",
        message: "The key may pass",
        keyId: id,
        kind: "api-key",
        name: "CI",
        organizationId: owner.principal.organizationId,
        ownerId: null,
        customer: null,
        tags: [],
        metadata: {},
        environment: "production",
        product: "prompts",
        endpoint: null,
        plan: "pro",
        scopes: ["prompts:read"],
        roles: [],
        expiresAt: new Date(clock.now() + 30 * 86_400_000).toISOString(),
        limits: [
          { window: "minute", limit: 300, remaining: 299, resetAt: expect.any(String) },
          { window: "burst", limit: 50, remaining: 49, resetAt: expect.any(String) },
          { window: "day", limit: 10_000, remaining: 9_999, resetAt: expect.any(String) },
        ],
        credits: null,
        retryAfter: null,
        checks: null,
        hold: null,
        identity: null,
      },
      metadata: { request_id: answer.headers.get("x-request-id"), timestamp: expect.any(String), version: "v1" },
    });
    expect(answer.text).not.toContain(secret);
    expect(answer.headers.get("x-ratelimit-limit")).toBeNull();
  });

  it("shares the key's limits with the gate of our own endpoints", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    for (let count = 0; count < 5; count++) await codeOf({ key: secret });
    const own = await callApi("GET /v1/prompts", { token: secret });
    expect(own.headers.get("x-ratelimit-remaining")).toBe("54");
    expect((await ask(service, { key: secret })).limits[0].remaining).toBe(53);
  });

  it("of fifty questions at once gets exactly the burst as valid, and then when to ask again", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(service, { key: secret })));
    expect(answers.filter(({ valid }) => valid)).toHaveLength(10);
    const denied = answers.filter(({ valid }) => !valid);
    expect(new Set(denied.map(({ code, retryAfter }) => `${code} ${retryAfter}`))).toEqual(new Set(["RATE_LIMITED 1"]));
    clock.advance(1000);
    expect([await codeOf({ key: secret }), await codeOf({ key: secret })]).toEqual(["VALID", "RATE_LIMITED"]);
  });

  it("takes a cost whole or not at all", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    expect(await codeOf({ key: secret, cost: 7 })).toBe("VALID");
    const tooMuch = await ask(service, { key: secret, cost: 4 });
    expect([tooMuch.code, tooMuch.retryAfter, tooMuch.limits[1].remaining]).toEqual(["RATE_LIMITED", 1, 3]);
    expect(await codeOf({ key: secret, cost: 3 })).toBe("VALID");
    const never = await ask(service, { key: secret, cost: 11 });
    expect([never.code, never.retryAfter]).toEqual(["RATE_LIMITED", null]);
  });

  it("is told when the quota ends it: exactly what was left passes, however many ask at once", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    for (let taken = 0; taken < 990; taken += 10) {
      expect(await codeOf({ key: secret, cost: 10 })).toBe("VALID");
      clock.advance(10_000);
    }
    for (let taken = 990; taken < 996; taken++) expect(await codeOf({ key: secret })).toBe("VALID");
    clock.advance(60_000);
    const answers = await Promise.all(Array.from({ length: 9 }, () => ask(service, { key: secret })));
    expect(answers.filter(({ valid }) => valid)).toHaveLength(4);
    const denied = answers.find(({ valid }) => !valid);
    expect(denied).toMatchObject({
      code: "QUOTA_EXCEEDED",
      retryAfter: (86_400_000 - (clock.now() % 86_400_000)) / 1000,
    });
    clock.set(Math.ceil(clock.now() / 86_400_000) * 86_400_000);
    expect(await codeOf({ key: secret })).toBe("VALID");
  });

  it("counts a test key on counters of its own", async () => {
    const owner = await createUser();
    const live = await createKey(owner, { scopes: ["prompts:read"] });
    const test = await createKey(owner, { scopes: ["prompts:read"], environment: "development" });
    for (let count = 0; count < 10; count++) await codeOf({ key: live.secret });
    expect(await codeOf({ key: live.secret })).toBe("RATE_LIMITED");
    expect(await ask(service, { key: test.secret })).toMatchObject({ valid: true, environment: "development" });
    expect(await codeOf({ key: test.secret, environment: "production" })).toBe("WRONG_ENVIRONMENT");
    expect(await codeOf({ key: test.secret, environment: "development" })).toBe("VALID");
  });

  it("holds a key to the limit of its own", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { secret } = await createKey(owner, { scopes: ["prompts:read"], rate_limit: 3 });
    const other = await createKey(owner, { scopes: ["prompts:read"] });
    const codes = [];
    for (let count = 0; count < 4; count++) codes.push(await codeOf({ key: secret }));
    expect(codes).toEqual(["VALID", "VALID", "VALID", "RATE_LIMITED"]);
    expect(await codeOf({ key: other.secret })).toBe("VALID");
  });

  it("consumes nothing with a question that is refused for another reason", async () => {
    const { secret } = await createKey(await createUser(), {
      scopes: ["prompts:read"],
      ip_allowlist: ["192.0.2.0/24"],
    });
    const ip = "192.0.2.9";
    const refused = [
      [{ key: secret, ip, scopes: ["prompts:write"] }, "INSUFFICIENT_SCOPE"],
      [{ key: secret, ip, scopes: ["prompts:read", "prompts:write"] }, "INSUFFICIENT_SCOPE"],
      [{ key: secret, ip, scopes: ["read:memories"] }, "WRONG_PRODUCT"],
      [{ key: secret, ip, product: "memory" }, "WRONG_PRODUCT"],
      [{ key: secret, ip, environment: "development" }, "WRONG_ENVIRONMENT"],
      [{ key: secret, ip: "198.51.100.1" }, "FORBIDDEN_ADDRESS"],
      [{ key: secret }, "FORBIDDEN_ADDRESS"],
    ] as const;
    for (const [body, code] of refused) {
      const verdict = await ask(service, body);
      expect([body, verdict.code, verdict.retryAfter]).toEqual([body, code, null]);
    }
    const passed = await ask(service, {
      key: secret,
      ip: "::ffff:192.0.2.9",
      scopes: ["prompts:read"],
      product: "prompts",
    });
    expect([passed.code, passed.limits[1].remaining]).toEqual(["VALID", 9]);
  });

  it("sees a revocation, an expiry and a change of plan at the next question", async () => {
    const owner = await createUser();
    const revoked = await createKey(owner, { scopes: ["prompts:read"] });
    const expiring = await createKey(owner, { scopes: ["prompts:read"], expires_in_days: 1 });
    expect((await ask(service, { key: revoked.secret })).limits[0].limit).toBe(60);
    await setPlan(owner.principal.organizationId, "business");
    expect(await ask(service, { key: revoked.secret })).toMatchObject({
      plan: "business",
      limits: [{ limit: 600 }, {}, {}],
    });
    await revokeApiKey(owner.principal, { keyId: revoked.id });
    expect(await ask(service, { key: revoked.secret })).toMatchObject({
      valid: false,
      code: "REVOKED",
      keyId: revoked.id,
    });
    expect(await codeOf({ key: expiring.secret })).toBe("VALID");
    clock.advance(86_400_000);
    expect(await codeOf({ key: expiring.secret })).toBe("EXPIRED");
  });

  it("sees within a second what another process revoked", async () => {
    const owner = await createUser();
    const { secret, id } = await createKey(owner, { scopes: ["prompts:read"] });
    expect(await codeOf({ key: secret })).toBe("VALID");
    const first = open();
    const other = await openBeside(first);
    holdRuntime(other);
    try {
      await revokeApiKey(owner.principal, { keyId: id });
    } finally {
      holdRuntime(first);
    }
    await withinASecond(async () => expect(await codeOf({ key: secret })).toBe("REVOKED"));
    await other.close();
  });

  it("may ask about tokens and sessions too, which act as their user for every product", async () => {
    const owner = await createUser({ plan: "pro" });
    const { userId } = owner.principal;
    const created = await callApi("POST /api/user/tokens", { token: owner.token, body: { name: "CLI" } });
    const pat = await ask(service, { key: created.json.token, scopes: ["read:memories"] });
    expect(pat).toMatchObject({ valid: true, kind: "pat", ownerId: userId, product: "memory" });
    expect(pat.scopes).toContain("prompts:write");
    expect(pat.scopes).not.toContain("keys:verify");
    const session = await ask(service, { key: owner.token, product: "prompts" });
    expect(session).toMatchObject({
      valid: true,
      kind: "session-jwt",
      product: "prompts",
      limits: [{ limit: 300 }, {}, {}],
    });
    expect(await ask(service, { key: owner.token })).toMatchObject({ valid: true, product: "tunnel", limits: [] });
  });

  it("finds that its own key opens nothing but the data plane", async () => {
    expect(await codeOf({ key: service })).toBe("WRONG_PRODUCT");
    expect(await codeOf({ key: service, scopes: ["keys:verify"] })).toBe("VALID");
  });
});

describe("what is no key", () => {
  it("is refused without asking the database: garbage, wrong checksums, megabytes", async () => {
    await codeOf({ key: "warm" });
    const query = vi.spyOn(open().database.gate, "query");
    const keys = [
      "",
      " ",
      "nonsense",
      "pr_live_",
      `pr_live_${"0".repeat(32)}`,
      "a.b.c",
      "ключ",
      "x".repeat(900_000),
      `${"a".repeat(4097)}`,
      "Bearer x",
    ];
    for (const key of keys) expect([key.slice(0, 20), await codeOf({ key })]).toEqual([key.slice(0, 20), "MALFORMED"]);
    const reads = query.mock.calls.filter(([sql]) => /FROM (api_keys|personal|sessions)/.test(String(sql)));
    // News of an earlier test may come late, after which the asking service's own key is read anew.
    const ofService = hashCredential(service, open().settings.keyPepper);
    expect(reads.filter(([, values]) => String(values) !== ofService)).toEqual([]);
    query.mockRestore();
  });

  it("is not found when it was never made", async () => {
    expect(await ask(service, { key: generateCredential(patFormat) })).toMatchObject({
      valid: false,
      code: "NOT_FOUND",
      keyId: null,
      organizationId: null,
      limits: [],
      scopes: [],
    });
  });
});

describe("an organization asking about keys", () => {
  it("is answered about its own, by session, token or a key without scopes", async () => {
    const owner = await createUser({ plan: "pro" });
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    const tunnel = await createKey(owner);
    const pat = await callApi("POST /api/user/tokens", { token: owner.token, body: { name: "Gateway" } });
    for (const token of [owner.token, tunnel.secret, pat.json.token]) {
      expect(await ask(token, { key: secret })).toMatchObject({
        valid: true,
        organizationId: owner.principal.organizationId,
      });
    }
  });

  it("cannot tell another organization's key, in any state, from one that does not exist", async () => {
    const [owner, stranger] = await Promise.all([createUser(), createUser()]);
    const live = await createKey(owner, { scopes: ["prompts:read"] });
    const revoked = await createKey(owner, { scopes: ["prompts:read"] });
    await revokeApiKey(owner.principal, { keyId: revoked.id });
    const unknown = await ask(stranger.token, { key: generateCredential(patFormat) });
    for (const key of [live.secret, revoked.secret, owner.token, service]) {
      expect(await ask(stranger.token, { key, scopes: ["prompts:write"] })).toEqual(unknown);
    }
    expect(unknown.code).toBe("NOT_FOUND");
    // Nothing was consumed by the strangers' questions.
    expect((await ask(owner.token, { key: live.secret })).limits[1].remaining).toBe(9);
  });

  it("does not become a trusted service by a key with other scopes, nor by making or rotating one", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    const asked = await callApi("POST /api/v1/keys/verify", { token: secret, body: { key: secret } });
    expect([asked.status, asked.json.errors[0].code]).toEqual([403, "INSUFFICIENT_SCOPE"]);
    const made = await callApi("POST /api/v1/api-keys", {
      token: owner.token,
      body: { name: "x", scopes: ["keys:verify"] },
    });
    expect(made.status).toBe(403);
    // A member of the administrator's own organization who is no administrator.
    const { prisma } = open().database;
    const organizationId = admin?.principal.organizationId ?? "";
    await prisma.membership.create({ data: { organizationId, userId: owner.id, role: "admin" } });
    const key = await prisma.apiKey.findFirstOrThrow({ where: { organizationId, product: "service" } });
    const token = { ...owner.principal, organizationId, role: "admin" as const };
    const { rotateApiKey } = await import("@/lib/features/api-keys/rotate-key");
    await expect(rotateApiKey(token, key.id, { grace_period_seconds: 60 })).rejects.toMatchObject({
      kind: "forbidden",
    });
  });
});

describe("usage", () => {
  it("is the key's organization's, by what came of it, and the last use has the address that the service saw", async () => {
    const owner = await createUser();
    const { secret, id } = await createKey(owner, { scopes: ["prompts:read"] });
    for (let count = 0; count < 12; count++) await codeOf({ key: secret, ip: "2001:db8::7" });
    await codeOf({ key: secret, scopes: ["prompts:write"] });
    await open().flush();
    const { rows } = await open().database.pool.query(
      "SELECT product, endpoint, status_class, requests::int FROM usage_hours WHERE credential_id = $1 ORDER BY status_class",
      [id],
    );
    const row = { product: "prompts", endpoint: "POST /api/v1/keys/verify" };
    expect(rows).toEqual([
      { ...row, status_class: "2xx", requests: 10 },
      { ...row, status_class: "4xx", requests: 1 },
      { ...row, status_class: "429", requests: 2 },
    ]);
    const key = await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect([key.lastUsedIp, key.lastUsedAt?.getTime()]).toEqual(["2001:db8::7", clock.now()]);
  });
});

describe("bad input", () => {
  it.each([
    ["no key", {}],
    ["a key that is no text", { key: 1 }],
    ["an unknown scope", { key: "x", scopes: ["everything"] }],
    ["scopes of two products", { key: "x", scopes: ["prompts:read", "read:memories"] }],
    ["no cost", { key: "x", cost: 0 }],
    ["half a request", { key: "x", cost: 1.5 }],
    ["a huge cost", { key: "x", cost: 1_001 }],
    ["an address that is none", { key: "x", ip: "localhost" }],
    ["an address in octal", { key: "x", ip: "010.0.0.1" }],
    ["limits that are not an organization's", { key: "x", product: "sign-in" }],
    ["another tenant", { key: "x", organizationId: "o" }],
  ])("is a 400: %s", async (_, body) => {
    const answer = await callApi("POST /api/v1/keys/verify", { token: service, body });
    expect([answer.status, answer.json.errors[0].code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(answer.text).not.toContain("x".repeat(5));
  });
});
