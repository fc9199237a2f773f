import { describe, expect, it } from "vitest";
import { patFormat } from "@/lib/access/catalogue";
import { generateCredential } from "@/lib/access/credential-format";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { type ApiCall, callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

/** What a proxy is answered whose configuration asks `query` of the caller with `token`. */
function ask(query: string, call: ApiCall & { method?: string } = {}) {
  return callApi(`${call.method ?? "GET"} /api/v1/forward-auth${query}`, call);
}

const statusOf = async (query: string, call?: ApiCall) => (await ask(query, call)).status;

describe("who passes", () => {
  it("is named to the service behind the proxy, with the limits as they stand", async () => {
    const owner = await createUser({ plan: "pro" });
    const { secret, id } = await createKey(owner, { scopes: ["prompts:read", "prompts:write"] });
    const answer = await ask("?scope=prompts:read", { token: secret });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-latchkey-organization": owner.principal.organizationId,
      "x-latchkey-key-id": id,
      "x-latchkey-kind": "api-key",
      "x-latchkey-scopes": "prompts:read prompts:write",
      "x-latchkey-roles": "",
      "x-latchkey-environment": "production",
      "x-latchkey-plan": "pro",
      "x-latchkey-product": "prompts",
      "x-ratelimit-limit": "300",
      "x-ratelimit-remaining": "299",
      "x-request-id": expect.any(String),
      "cache-control": "no-store",
    });
    expect(answer.headers.get("x-latchkey-user")).toBe("");
    const session = await ask("?product=prompts", { token: owner.token });
    expect(session.headers.get("x-latchkey-user")).toBe(owner.principal.userId);
    expect(session.headers.get("x-ratelimit-remaining")).toBe("298");
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "is judged the same for every method: %s",
    async (method) => {
      const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
      for (const via of ["server", "next", "past-middleware"] as const) {
        expect((await ask("", { method, via, token: secret })).status).toBe(200);
        expect((await ask("", { method, via })).status).toBe(401);
      }
    },
  );

  it("passes within the burst and no further, however many ask at once, and with a cost as often less", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask("", { token: secret })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const denied = answers.find(({ status }) => status === 429);
    expect(denied?.json.errors[0].code).toBe("RATE_LIMIT_EXCEEDED");
    expect(Object.fromEntries(denied?.headers ?? [])).toMatchObject({
      "retry-after": "1",
      "x-ratelimit-retry-after": "1",
      "x-ratelimit-limit": "60",
      "x-ratelimit-remaining": "0",
      "x-latchkey-status": "429",
    });
    clock.advance(4_000);
    expect([await statusOf("?cost=3", { token: secret }), await statusOf("?cost=3", { token: secret })]).toEqual([
      200, 429,
    ]);
  });
});

describe("who does not", () => {
  it("is told in the words of RFC 6750 and the envelope of /api/v1, and no identity is given away", async () => {
    const owner = await createUser();
    const key = await createKey(owner, { scopes: ["prompts:read"], ip_allowlist: ["192.0.2.0/24"] });
    const revoked = await createKey(owner, { scopes: ["prompts:read"] });
    await revokeApiKey(owner.principal, { keyId: revoked.id });
    const test = await createKey(owner, { scopes: ["prompts:read"], environment: "development" });
    const address = "192.0.2.44";
    const tries: [string, ApiCall, number, string | null][] = [
      ["", {}, 401, "Bearer"],
      ["", { token: "nonsense" }, 401, 'error="invalid_token", error_description="The access token is malformed"'],
      ["", { headers: { authorization: "Basic YTpi" } }, 401, "Bearer"],
      // RFC 9449 section 7.1: in the scheme that was sent.
      ["", { headers: { authorization: "DPoP abcdef" } }, 401, 'DPoP algs="ES256 EdDSA Ed25519"'],
      ["", { token: generateCredential(patFormat) }, 401, 'error_description="The access token is not known'],
      ["", { token: revoked.secret }, 401, 'error_description="The access token was revoked"'],
      ["", { token: key.secret, address: "198.51.100.7" }, 403, null],
      ["?scope=prompts:read,prompts:write", { token: key.secret, address }, 403, 'scope="prompts:write"'],
      ["?product=memory", { token: key.secret, address }, 403, null],
      ["", { token: test.secret }, 403, null],
    ];
    for (const [query, call, status, challenge] of tries) {
      const answer = await ask(query, call);
      expect([query, call, answer.status]).toEqual([query, call, status]);
      expect(answer.json).toMatchObject({ success: false, metadata: { version: "v1" } });
      expect(answer.headers.get("x-latchkey-status")).toBe(String(status));
      if (challenge) expect(answer.headers.get("www-authenticate")).toContain(challenge);
      expect([...answer.headers.keys()].filter((name) => /^x-latchkey-(?!status)/.test(name))).toEqual([]);
    }
    const passed = await ask("", { token: key.secret, address });
    expect([passed.status, passed.headers.get("x-ratelimit-remaining")]).toEqual([200, "59"]);
    expect((await ask("?product=memory", { token: key.secret, address })).headers.get("retry-after")).toBeNull();
  });

  it("is told 403 instead of 429 for a proxy that passes on nothing else, and what it was", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"], rate_limit: 1 });
    expect(await statusOf("?deny=403", { token: secret })).toBe(200);
    const denied = await ask("?deny=403", { token: secret });
    expect([denied.status, denied.headers.get("x-latchkey-status"), denied.headers.get("retry-after")]).toEqual([
      403,
      "429",
      "60",
    ]);
    expect(denied.json.errors[0].code).toBe("RATE_LIMIT_EXCEEDED");
    expect((await ask("?deny=403")).status).toBe(401);
  });
});

describe("what a proxy's configuration asks for", () => {
  it("lets test keys pass only where it says so", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"], environment: "development" });
    for (const [query, status] of [
      ["", 403],
      ["?environment=production", 403],
      ["?environment=development", 200],
      ["?environment=any", 200],
    ] as const) {
      expect([query, await statusOf(query, { token: secret })]).toEqual([query, status]);
    }
    expect((await ask("?environment=any", { token: secret })).headers.get("x-latchkey-environment")).toBe(
      "development",
    );
  });

  it("keeps an organization's service to itself: other tenants' keys are as good as unknown", async () => {
    const [owner, stranger] = await Promise.all([createUser(), createUser()]);
    const query = `?organization=${owner.principal.organizationId}`;
    const { secret } = await createKey(stranger, { scopes: ["prompts:read"] });
    const unknown = await ask(query, { token: generateCredential(patFormat) });
    const foreign = await ask(query, { token: secret });
    expect([foreign.status, foreign.headers.get("www-authenticate")]).toEqual([
      401,
      unknown.headers.get("www-authenticate"),
    ]);
    expect((await ask("", { token: secret })).headers.get("x-ratelimit-remaining")).toBe("59");
    expect(await statusOf(query, { token: (await createKey(owner, { scopes: ["prompts:read"] })).secret })).toBe(200);
  });

  it.each([
    "?scope=",
    "?scope=everything",
    "?scope=prompts:read,read:memories",
    "?cost=0",
    "?cost=x",
    "?cost=1e9",
    "?product=sign-in",
    "?deny=200",
    "?environment=",
    "?organization=",
    "?unknown=1",
    "?scope=prompts:read&scope=prompts:write",
    "?product=prompts&product=tunnel",
    "?URI=/x",
  ])("lets no request pass when it cannot be read: %s", async (query) => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    const answer = await ask(query, { token: secret });
    expect([query, answer.status, answer.json?.errors[0].code]).toEqual([query, 400, "VALIDATION_ERROR"]);
  });

  it("ends where the client's own URI begins", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
    const uri = "/orders?scope=prompts:read&product=tunnel&scope=a&environment=any";
    expect(await statusOf(`?scope=prompts:write&uri=${uri}`, { token: secret })).toBe(403);
    expect(await statusOf(`?scope=prompts:read&uri=${uri}`, { token: secret })).toBe(200);
    expect(await statusOf(`?uri=${uri}`, { token: secret })).toBe(200);
  });
});
