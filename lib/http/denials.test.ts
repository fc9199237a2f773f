import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { envelopeOfPath, limitsOf, productOfScope, roleOfScope, scopeIds } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type ApiCall, callApi } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf } from "@/lib/testing/use-up-limits";
import { confirmedForMs } from "./confirmed-session";
import { type Contract, takesNoBody } from "./contract";
import { bucketsOf } from "./request-buckets";

const issuer = await startOidcIssuer({ now: () => clock.now() });
afterAll(issuer.stop);

/** For every row of the contract table: the denials that its declaration promises, in its path's envelope. */
const { clock } = useTestRuntime({
  settings: { trustedIssuers: [{ issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true }] },
});

/** What the browser's session or a customer's portal opens has a suite of its own, as what a library answers has. */
const rows = contractTable.filter(
  ({ audience, allow }) =>
    audience !== "library" &&
    !allow.some((kind) => kind === "dashboard-session" || kind === "portal-session" || kind === "portal-token"),
);
const protectedRows = rows.filter(({ allow }) => !allow.includes("anonymous"));
const bearerRows = rows.filter(({ allow }) => allow.some((kind) => kind !== "anonymous"));
const named = (contracts: readonly Contract[]) =>
  contracts.map((contract) => ({ name: `${contract.method} ${contract.path}`, contract }));

function targetOf({ method, path }: Contract): string {
  return `${method} ${path.replaceAll(/\{version\}/g, "1").replaceAll(/\{[^}]+\}/g, "none")}`;
}

function expectEnvelope(contract: Contract, answer: Awaited<ReturnType<typeof callApi>>, nested: string, flat: string) {
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  if (envelopeOfPath(contract.path) === "flat") {
    expect(answer.json).toMatchObject({
      success: false,
      errors: expect.arrayContaining([expect.objectContaining({ code: flat, message: expect.any(String) })]),
      error: expect.any(String),
      message: expect.any(String),
      metadata: { request_id: answer.headers.get("x-request-id"), version: "v1" },
    });
  } else {
    expect(answer.json).toMatchObject({ error: { code: nested, message: expect.any(String) } });
  }
}

let owner: TestUser;
/** In an organization of others, without a right to administer anything. */
let member: TestUser;
/** One key with every scope of each product, one with none of the row's. */
let keys: { prompts: string; memory: string; service: string; user: string };
/** A management key with every scope. */
let management: string;

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  const scopesOf = (product: string) => scopeIds().filter((scope) => productOfScope(scope) === product);
  ({ member } = await createTeam());
  keys = {
    prompts: (await createKey(owner, { scopes: scopesOf("prompts") })).secret,
    memory: (await createKey(owner, { scopes: scopesOf("memory") })).secret,
    // The first user of a deployment is its administrator.
    service: (await createKey(owner, { scopes: scopesOf("service") })).secret,
    user: (await createKey(owner)).secret,
  };
  management = (await createManagementKey(owner.principal, { name: "Backend", scopes: scopesOf("management") })).key;
});

describe.each([
  ["before Next", "server"],
  ["through Next", "next"],
  ["past Next's middleware", "past-middleware"],
] as const)("%s, for every protected row", (_, via) => {
  const tries: [string, ApiCall][] = [
    ["no credential", {}],
    ["a garbled token", { token: "nonsense" }],
    ["a key with a wrong checksum", { token: `pr_live_${"0".repeat(32)}` }],
    ["a forged JWT", { token: forgedJwt() }],
    [
      "forged identity headers",
      { headers: { "x-latchkey-ticket": "guess", "x-latchkey-principal": "admin", "x-user-id": "1" } },
    ],
    ["two schemes", { headers: { authorization: "Basic YTpi, Bearer abc" } }],
    ["an oversized token", { token: "a".repeat(5000) }],
  ];
  it.each(named(protectedRows))("401 on $name without a credential that holds", async ({ contract }) => {
    for (const [title, call] of tries) {
      const answer = await callApi(targetOf(contract), { ...call, via });
      expect([title, answer.status]).toEqual([title, 401]);
      expectEnvelope(contract, answer, "UNAUTHORIZED", "AUTH_REQUIRED");
    }
  });
});

describe("the words of a 401", () => {
  const whereTokensComeFrom = 'resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource/v1"';

  it("has no error code without a credential, and one that says why with one (RFC 6750)", async () => {
    const missing = await callApi("POST /v1/prompts");
    expect(missing.headers.get("www-authenticate")).toBe(`Bearer ${whereTokensComeFrom}, scope="prompts:write"`);
    expect(missing.json).toEqual({ error: { code: "UNAUTHORIZED", message: "missing bearer token" } });
    const garbled = await callApi("POST /v1/prompts", { token: "nonsense" });
    expect(garbled.headers.get("www-authenticate")).toBe(
      `Bearer error="invalid_token", error_description="The access token is malformed", ${whereTokensComeFrom}, scope="prompts:write"`,
    );
    expect(garbled.json).toEqual({ error: { code: "UNAUTHORIZED", message: "invalid access token" } });
  });

  it("leads to the API's metadata (RFC 9728), which names where tokens come from, under /v1 and nowhere else", async () => {
    const challenge = (await callApi("GET /v1/reports")).headers.get("www-authenticate") ?? "";
    const address = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
    const metadata = await callApi(`GET ${new URL(address).pathname}`);
    expect(metadata.json).toMatchObject({
      resource: "http://localhost:3000/v1",
      authorization_servers: ["http://localhost:3000"],
    });
    for (const path of ["/api/v1/memories", "/api/user/me"]) {
      expect((await callApi(`GET ${path}`)).headers.get("www-authenticate") ?? "").not.toContain("resource_metadata");
    }
  });

  it.each(named(protectedRows.filter(({ path }) => path.startsWith("/v1/"))))(
    "names the scope of $name, and none where no app may call (RFC 6750 section 3)",
    async ({ contract }) => {
      const { headers } = await callApi(targetOf(contract));
      const scope = contract.allow.includes("oauth-token") ? contract.scope : undefined;
      expect(/scope="([^"]*)"/.exec(headers.get("www-authenticate") ?? "")?.[1]).toBe(scope);
    },
  );

  it("satisfies documents 002 and 004 in one body under /api/v1", async () => {
    const answer = await callApi("GET /api/v1/memories");
    expect(answer.json).toMatchObject({
      success: false,
      errors: [{ code: "AUTH_REQUIRED", message: "Authentication required" }],
      error: "unauthorized",
      message: "Invalid or expired token",
    });
  });

  it("refuses a bad credential even where none is needed", async () => {
    expect((await callApi("GET /v1/prompts", { token: "nonsense" })).status).toBe(401);
    expect((await callApi("GET /v1/prompts", { headers: { authorization: "Basic YTpi" } })).status).toBe(401);
  });
});

describe("who may call", () => {
  it.each(named(bearerRows))("403 on $name for a kind of credential that it does not allow", async ({ contract }) => {
    const kinds = {
      "user-key": keys.user,
      "api-key": keyFor(contract),
      "external-jwt": externalToken("user_denials"),
      "management-key": management,
    } as const;
    for (const [kind, token] of Object.entries(kinds)) {
      const answer = await callApi(targetOf(contract), { token });
      if (contract.allow.includes(kind as keyof typeof kinds)) expect([kind, answer.status]).not.toEqual([kind, 403]);
      else expect([kind, answer.status]).toEqual([kind, 403]);
      clock.advance(60_000);
    }
  });

  it.each(named(bearerRows.filter(({ scope }) => scope)))(
    "403 on $name for a key of another product, naming the scope",
    async ({ contract }) => {
      const answer = await callApi(targetOf(contract), {
        token: contract.product === "memory" ? keys.prompts : keys.memory,
      });
      expect(answer.status).toBe(403);
      expectEnvelope(contract, answer, "FORBIDDEN", "INSUFFICIENT_SCOPE");
      expect(answer.headers.get("www-authenticate")).toContain(`error="insufficient_scope"`);
      expect(answer.headers.get("www-authenticate")).toContain(`scope="${contract.scope}"`);
      expect(answer.text).toContain(contract.scope);
    },
  );
});

describe("what a management key may do", () => {
  const managed = bearerRows.filter(({ managementScope }) => managementScope);

  it("is named by a scope wherever it may call at all", () => {
    const called = bearerRows.filter(({ allow, aboutCaller }) => !aboutCaller && allow.includes("management-key"));
    expect(called).toEqual(managed);
  });

  it.each(named(managed))("403 on $name without its scope, which the answer names", async ({ contract }) => {
    const scope = contract.managementScope ?? "manage:keys:read";
    const scopes = scopeIds().filter((id) => productOfScope(id) === "management" && id !== scope);
    const { key } = await createManagementKey(owner.principal, { name: "Less", scopes });
    const answer = await callApi(targetOf(contract), { token: key });
    expect(answer.status).toBe(403);
    expectEnvelope(contract, answer, "FORBIDDEN", "INSUFFICIENT_SCOPE");
    expect(answer.headers.get("www-authenticate")).toContain(`scope="${scope}"`);
    clock.advance(60_000);
  });
});

describe("what a trusted service's key may do of what administrators see", () => {
  const served = bearerRows.filter(({ serviceScope }) => serviceScope);

  it("is named by a scope wherever administrators and keys may call", () => {
    expect(bearerRows.filter(({ instanceAdmin, allow }) => instanceAdmin && allow.includes("api-key"))).toEqual(served);
    expect(served.every(({ scope }) => scope === undefined)).toBe(true);
  });

  it.each(named(served))("403 on $name without its scope, also for a key of another product", async ({ contract }) => {
    const scopes = scopeIds().filter((id) => productOfScope(id) === "service" && id !== contract.serviceScope);
    const { secret } = await createKey(owner, { name: "Less", scopes });
    for (const token of [secret, keys.prompts, keys.memory]) {
      const answer = await callApi(targetOf(contract), { token });
      expect(answer.status).toBe(403);
      expectEnvelope(contract, answer, "FORBIDDEN", "INSUFFICIENT_SCOPE");
      expect(answer.headers.get("www-authenticate")).toContain(`scope="${contract.serviceScope}"`);
    }
    clock.advance(60_000);
  });
});

describe("what a role may do", () => {
  const guarded = bearerRows.filter(({ allow, instanceAdmin, minimumRole, scope }) => {
    const needed = minimumRole ?? (scope ? roleOfScope(scope) : "member");
    return allow.includes("session-jwt") && (instanceAdmin || needed !== "member");
  });

  it.each(named(guarded))("403 on $name for a member", async ({ contract }) => {
    const answer = await callApi(targetOf(contract), { token: member.token });
    expect(answer.status).toBe(403);
    expectEnvelope(contract, answer, "FORBIDDEN", "FORBIDDEN");
    clock.advance(60_000);
  });
});

describe("what is not there", () => {
  const readsOne = bearerRows.filter(({ method, path }) => path.includes("{") && method === "GET");

  it.each(named(readsOne))("404 on $name", async ({ contract }) => {
    const answer = await callApi(targetOf(contract), { token: await tokenFor(contract) });
    expect(answer.status).toBe(404);
    expectEnvelope(contract, answer, "NOT_FOUND", "RESOURCE_NOT_FOUND");
    clock.advance(60_000);
  });
});

describe("what is sent", () => {
  // Those that need no credential too, such as signing in.
  const withBody = named(rows.filter((contract) => contract.body ?? takesNoBody(contract)));
  /** Events are judged one by one, and a report by its signature alone: report-usage.test.ts and report-signature.test.ts say how. */
  const withSchema = withBody.filter(({ contract }) => contract.readBy !== "handler");
  const isOfPages = ({ audience }: Contract) => audience === "dashboard" || audience === "portal";
  const send = async (contract: Contract, body: string, headers: Record<string, string> = {}) =>
    callApi(targetOf(contract), {
      token: await tokenFor(contract),
      body,
      headers: { ...headers, ...(isOfPages(contract) ? { "sec-fetch-site": "same-origin" } : {}) },
    });

  it.each(withBody)("415 on $name for a body that is not JSON, or coded", async ({ contract }) => {
    for (const headers of [
      { "content-type": "application/x-www-form-urlencoded", "content-length": "3" },
      { "content-type": "application/json", "content-encoding": "gzip", "content-length": "3" },
    ]) {
      const answer = await send(contract, "a=b", headers);
      expect(answer.status).toBe(415);
      expectEnvelope(contract, answer, "UNSUPPORTED_MEDIA_TYPE", "UNSUPPORTED_MEDIA_TYPE");
      clock.advance(60_000);
    }
  });

  it.each(withSchema)("413 on $name for a body over 1 MiB, declared or not", async ({ contract }) => {
    const body = JSON.stringify({ name: "x".repeat(1_100_000) });
    const declarations: Record<string, string>[] = [{ "content-length": String(body.length) }, {}];
    for (const headers of declarations) {
      const answer = await send(contract, body, headers);
      expect(answer.status).toBe(413);
      expectEnvelope(contract, answer, "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE");
    }
    clock.advance(60_000);
  });

  it.each(withSchema)(
    "400 on $name for malformed JSON, broken UTF-8, unknown fields and null characters",
    async ({ contract }) => {
      for (const body of ["{", "[]", '"text"', '{"surprise":1}', '{"name":"a\\u0000b"}', '{"name":"\\ud800"}']) {
        const answer = await send(contract, body);
        expect([body, answer.status]).toEqual([body, 400]);
        expectEnvelope(contract, answer, "VALIDATION_ERROR", "VALIDATION_ERROR");
      }
      clock.advance(60_000);
    },
  );
});

describe("limits", () => {
  it.each(named(bearerRows.filter(({ product }) => limitsOf(product, "free"))))(
    "429 on $name when the burst is used up, with every header, and nothing more consumed",
    async ({ contract }) => {
      const plan = contract.minimumPlan ?? "free";
      const user = await createUser({ plan });
      if (contract.instanceAdmin) await makeInstanceAdmin(user);
      // Refused before its handler, which has limits of its own.
      if (contract.recentSignIn) clock.advance(confirmedForMs + 1_000);
      // A caller who appears nowhere else in this file.
      const token = contract.allow.includes("session-jwt") ? user.token : externalToken(`user of ${contract.path}`);
      const burst = limitsOf(contract.product, plan)?.burst ?? 0;
      const call = () => callApi(targetOf(contract), { token });
      expect((await call()).status).not.toBe(429);
      // Signing out ends the session that the calls are made with; the row is limited all the same.
      if (contract.path === "/api/auth/logout") {
        return expect((await call()).headers.get("x-ratelimit-limit")).toBeTruthy();
      }
      // The rest of the burst but one, at once: to send some 200 rows as many requests took ten minutes.
      const record = await recordOf({ authorization: `Bearer ${token}` });
      const rest = await runtime().limiter.decide(bucketsOf(contract.product, record, null), burst - 2);
      expect([burst, record !== null, rest.allowed]).toEqual([expect.toSatisfy((most) => most > 2), true, true]);
      expect((await call()).status).not.toBe(429);
      const denied = await call();
      expect(denied.status).toBe(429);
      expectEnvelope(contract, denied, "RATE_LIMITED", "RATE_LIMIT_EXCEEDED");
      const wait = Number(denied.headers.get("retry-after"));
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(denied.headers.get("x-ratelimit-retry-after")).toBe(String(wait));
      expect(denied.headers.get("x-ratelimit-remaining")).toBe("0");
      clock.advance(wait * 1000 - 1000);
      if (wait > 1) expect((await call()).status).toBe(429);
      clock.advance(1000);
      expect((await call()).status).not.toBe(429);
    },
  );

  it("describes the headline window on every answer, also on 4xx", async () => {
    const user = await createUser({ plan: "pro" });
    for (const [target, limit, policy] of [
      ["GET /v1/prompts", "300", "300/minute"],
      ["GET /v1/prompts/none", "300", "300/minute"],
      ["POST /v1/prompts", "300", "300/minute"],
      ["GET /api/v1/memories", "100000", "100000/month"],
      ["GET /api/v1/memories?tenantId=other", "100000", "100000/month"],
      ["GET /api/user/me", "100", "100/minute"],
    ] as const) {
      const { headers } = await callApi(target, { token: user.token });
      expect([target, headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-policy")]).toEqual([
        target,
        limit,
        policy,
      ]);
      expect(Number(headers.get("x-ratelimit-reset")) * 1000).toBeGreaterThan(clock.now());
      expect(headers.get("ratelimit-policy")).toContain('"burst"');
      expect(headers.get("retry-after")).toBeNull();
    }
    // Without a credential: the free plan's, counted by address.
    const unknown = async (target: string) => (await callApi(target)).headers.get("x-ratelimit-limit");
    expect([await unknown("GET /api/v1/memories"), await unknown("POST /v1/prompts")]).toEqual(["1000", "60"]);
  });
});

/** A key with every scope of the product that the row is for. */
function keyFor({ product, scope, serviceScope }: Contract): string {
  if (serviceScope) return keys.service;
  const owning = scope ? productOfScope(scope) : product;
  return owning === "memory" || owning === "service" ? keys[owning] : keys.prompts;
}

async function tokenFor(contract: Contract): Promise<string> {
  const body = { email: owner.email, password: testPassword };
  if (contract.recentSignIn) return (await callApi("POST /api/auth/login", { body })).json.access_token;
  return contract.allow.includes("session-jwt") ? owner.token : keys.user;
}

/** Good for longer than any test here moves the clock. */
function externalToken(sub: string): string {
  return issuer.token(sub, { claims: { exp: Math.floor(clock.now() / 1000) + 600 } });
}

/** Well-formed, unexpired, without a signature that counts. */
function forgedJwt(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { user_id: "u", sub: "u", email: "e", sid: "s", iat: 1, exp: 99_999_999_999 };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.${Buffer.alloc(32).toString("base64url")}`;
}
