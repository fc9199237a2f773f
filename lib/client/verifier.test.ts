import { beforeEach, describe, expect, it } from "vitest";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { ownFetch } from "@/lib/testing/verifier-fetch";
import type { Requirements } from "./decision";
import type { LatchkeyError } from "./error";
import { createVerifier, type VerifierOptions } from "./verifier";

const { clock } = useTestRuntime();
let admin: TestUser | undefined;
let service: string;
let owner: TestUser;

beforeEach(async () => {
  // The first user of a deployment is its administrator.
  admin ??= await createUser();
  service ??= (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  owner = await createUser({ plan: "pro" });
});

/** A verifier of a service, with what it asked. */
function verifierOf(options: Partial<VerifierOptions> = {}) {
  const asked: { key?: string; cost?: number }[] = [];
  const problems: LatchkeyError[] = [];
  const verifier = createVerifier({
    baseUrl: "http://latchkey.test/",
    apiKey: service,
    fetch: ownFetch((body) => asked.push(body)),
    now: () => clock.now(),
    onProblem: (error) => problems.push(error),
    ...options,
  });
  const decide = (key: string | null, requirements: Requirements = {}, ip?: string) =>
    verifier.decide(
      { header: (name) => (name === "authorization" && key !== null ? `Bearer ${key}` : null), ip },
      requirements,
    );
  return { decide, verifier, asked, problems };
}

const scoped = { scopes: ["prompts:read"] };

describe("a verifier", () => {
  it("lets a key pass that fulfils the requirements, says whose it is, and counts it", async () => {
    const { secret, id } = await createKey(owner, scoped as { scopes: ["prompts:read"] });
    const { decide } = verifierOf();
    const first = await decide(secret, scoped);
    expect(first).toMatchObject({
      passes: true,
      verdict: { keyId: id, organizationId: owner.principal.organizationId },
    });
    expect(first.headers).toMatchObject({
      "x-ratelimit-limit": "50",
      "x-ratelimit-remaining": "49",
      "x-ratelimit-policy": "50/burst",
    });
    expect((await decide(secret, { ...scoped, cost: 3 })).headers["x-ratelimit-remaining"]).toBe("46");
  });

  it("refuses what the deployment refuses, with the status and challenge that belong to it", async () => {
    const { secret, id } = await createKey(owner, {
      scopes: ["prompts:read"],
      ip_allowlist: ["192.0.2.0/24"],
      rate_limit: 1,
    });
    const { decide } = verifierOf();
    const inside = "192.0.2.7";
    const outcomes = [
      await decide(null, scoped, inside),
      await decide("nonsense", scoped, inside),
      await decide(secret, scoped),
      await decide(secret, { scopes: ["prompts:write"] }, inside),
      await decide(secret, { ...scoped, environment: "development" }, inside),
      await decide(secret, scoped, inside),
      await decide(secret, scoped, inside),
    ];
    await revokeApiKey(owner.principal, { keyId: id });
    outcomes.push(await decide(secret, scoped, inside));
    expect(outcomes.map((one) => (one.passes ? 200 : [one.status, one.body.error.code]))).toEqual([
      [401, "UNAUTHENTICATED"],
      [401, "MALFORMED"],
      [403, "FORBIDDEN_ADDRESS"],
      [403, "INSUFFICIENT_SCOPE"],
      [403, "WRONG_ENVIRONMENT"],
      200,
      [429, "RATE_LIMITED"],
      [401, "REVOKED"],
    ]);
    const header = (place: number, name: string) => outcomes[place]?.headers[name];
    expect(header(0, "www-authenticate")).toBe("Bearer");
    expect(header(1, "www-authenticate")).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"$/);
    expect(header(3, "www-authenticate")).toMatch(/error="insufficient_scope".*scope="prompts:write"$/);
    expect(Number(header(6, "retry-after"))).toBeGreaterThan(0);
    expect(header(6, "x-ratelimit-remaining")).toBe("0");
    expect(JSON.stringify(outcomes)).not.toContain(secret);
  });

  it("reads the key from the header that it is told to", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    const { verifier } = verifierOf({ header: "x-api-key" });
    const given = (name: string, value: string) => ({ header: (asked: string) => (asked === name ? value : null) });
    expect((await verifier.decide(given("x-api-key", secret), scoped)).passes).toBe(true);
    expect(await verifier.decide(given("authorization", `Bearer ${secret}`), scoped)).toMatchObject({ status: 401 });
  });
});

describe("without a verdict", () => {
  const silent = () => Promise.reject(new TypeError("fetch failed"));
  const failing = async () => new Response("<html>", { status: 502 });
  const empty = async () => Response.json({ success: true });

  it.each([
    ["no answer", silent],
    ["an error of the server", failing],
    ["an answer that is no verdict", empty],
  ])("of %s nobody passes, unless it was chosen that everybody with a key does", async (_name, fetch) => {
    const closed = verifierOf({ fetch });
    expect(await closed.decide("pr_live_whatever", scoped)).toMatchObject({
      passes: false,
      status: 503,
      headers: { "retry-after": "1" },
    });
    expect(closed.problems).toHaveLength(1);
    const open = verifierOf({ fetch, whenUnreachable: "pass" });
    expect(await open.decide("pr_live_whatever", scoped)).toEqual({ passes: true, verdict: null, headers: {} });
    expect(await open.decide(null, scoped)).toMatchObject({ passes: false, status: 401 });
  });

  it("a listener that fails itself changes nothing", async () => {
    const onProblem = () => {
      throw new Error("no room for a line of the log");
    };
    const { decide } = verifierOf({ fetch: silent, onProblem });
    expect(await decide("pr_live_whatever", scoped)).toMatchObject({ passes: false, status: 503 });
  });

  it("within the time that a question may take nobody passes", async () => {
    const hanging: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const { decide, problems } = verifierOf({ fetch: hanging, timeoutMs: 20 });
    expect(await decide("pr_live_whatever", scoped)).toMatchObject({ status: 503 });
    expect(problems).toHaveLength(1);
  });

  it("because its own key counts no more, or the question is wrong, it lets nobody pass, whatever was chosen", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    for (const [options, requirements] of [
      [{ apiKey: "lk_svc_gone" }, scoped],
      [{}, { scopes: ["no:such"] }],
    ] as const) {
      const { decide, problems } = verifierOf({ ...options, whenUnreachable: "pass" });
      expect(await decide(secret, requirements)).toMatchObject({ passes: false, status: 503 });
      expect(problems.map(({ status }) => status >= 400 && status < 500)).toEqual([true]);
    }
  });
});

describe("a cache", () => {
  const cache = { seconds: 10, ahead: 4 };

  it("answers no question about one resource with the verdict about another", async () => {
    const { secret } = await createKey(owner, scoped as { scopes: ["prompts:read"] });
    const { decide, asked } = verifierOf({ cache });
    const resources = ["summer", "summer", "winter"];
    for (const resource of resources) expect((await decide(secret, { ...scoped, resource })).passes).toBe(true);
    expect(asked).toMatchObject([{ resource: "summer" }, { resource: "winter" }]);
  });

  it("asks once for several requests, and lets no more pass than the limits hold, however many processes there are", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"], rate_limit: 10 });
    const [one, other] = [verifierOf({ cache }), verifierOf({ cache })];
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, place) => (place % 2 ? one : other).decide(secret, scoped)),
    );
    const passed = outcomes.filter(({ passes }) => passes);
    expect(passed).toHaveLength(10);
    for (const refused of outcomes.filter(({ passes }) => !passes)) expect(refused).toMatchObject({ status: 429 });
    expect(one.asked.length + other.asked.length).toBeLessThan(20);
  });

  it("counts what it took ahead as still there", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"], rate_limit: 10 });
    const { decide, asked } = verifierOf({ cache });
    const left: unknown[] = [];
    for (let request = 0; request < 6; request += 1)
      left.push((await decide(secret, scoped)).headers["x-ratelimit-remaining"]);
    expect(left).toEqual(["9", "8", "7", "6", "5", "4"]);
    expect(asked.map(({ cost }) => cost)).toEqual([4, 4]);
  });

  it("lets a revoked key go on for its seconds and what was counted, and no longer", async () => {
    const { secret, id } = await createKey(owner, { scopes: ["prompts:read"] });
    const { decide } = verifierOf({ cache });
    await decide(secret, scoped);
    await revokeApiKey(owner.principal, { keyId: id });
    expect((await decide(secret, scoped)).passes).toBe(true);
    clock.advance(10_000);
    expect(await decide(secret, scoped)).toMatchObject({ passes: false, status: 401 });
  });

  it("keeps refusals, each for its own question, and lets a limited key pass again when its time has come", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"], rate_limit: 1 });
    const { decide, asked } = verifierOf({ cache: { seconds: 60 } });
    for (let request = 0; request < 3; request += 1) await decide("pr_live_unknown", scoped);
    expect(asked).toHaveLength(1);
    expect((await decide(secret, { scopes: ["prompts:write"] })).passes).toBe(false);
    expect((await decide(secret, scoped)).passes).toBe(true);
    const waits: number[] = [];
    for (let request = 0; request < 2; request += 1) {
      waits.push(Number((await decide(secret, scoped)).headers["retry-after"]));
      clock.advance(1_000);
    }
    expect(waits[1]).toBe((waits[0] ?? 0) - 1);
    const before = asked.length;
    clock.advance(60_000);
    expect((await decide(secret, scoped)).passes).toBe(true);
    expect(asked.length).toBe(before + 1);
  });

  it("takes no options beyond its bounds", () => {
    for (const wrong of [
      { seconds: 0 },
      { seconds: 61 },
      { seconds: 1, ahead: 0 },
      { seconds: 1, ahead: 1.5 },
      { seconds: Number.NaN },
    ]) {
      expect(() => verifierOf({ cache: wrong })).toThrow(RangeError);
    }
  });
});
