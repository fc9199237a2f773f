import { describe, expect, it } from "vitest";
import type { PlanId, ScopeId } from "@/lib/access/catalogue";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

type Table = {
  document: number;
  target: string;
  scopes: ScopeId[];
  long: "day" | "month";
  /** Plan, requests per minute, burst, requests per day or month. */
  rows: [PlanId, number, number, number][];
};

/** The plan tables of documents 002 and 003, as a key meets them. */
describe.each<Table>([
  {
    document: 2,
    target: "GET /api/v1/memories",
    scopes: ["read:memories"],
    long: "month",
    rows: [
      ["free", 10, 20, 1_000],
      ["pro", 100, 200, 100_000],
      ["enterprise", 1_000, 2_000, 10_000_000],
    ],
  },
  {
    document: 3,
    target: "GET /v1/prompts",
    scopes: ["prompts:read"],
    long: "day",
    rows: [
      ["free", 60, 10, 1_000],
      ["pro", 300, 50, 10_000],
      ["business", 600, 100, 50_000],
      ["enterprise", 1_000, 200, 100_000],
    ],
  },
])("document 00$document", ({ target, scopes, long, rows }) => {
  it.each(rows)("%s: %i a minute, %i at once, %i in all", async (plan, perMinute, burst, quota) => {
    const owner = await createUser({ plan });
    const { secret: token } = await createKey(owner, { scopes });
    const first = await callApi(target, { token });
    expect(windowsOf(first.headers)).toEqual({ minute: perMinute, burst, [long]: quota });
    const headline = long === "month" ? quota : perMinute;
    expect(first.headers.get("x-ratelimit-limit")).toBe(String(headline));
    expect(first.headers.get("x-ratelimit-remaining")).toBe(String(headline - 1));
    expect(Number(first.headers.get("x-ratelimit-reset")) * 1000).toBeGreaterThan(clock.now());
    expect(first.headers.get("x-ratelimit-policy")).toBe(`${headline}/${long === "month" ? "month" : "minute"}`);
    for (const name of ["retry-after", "x-ratelimit-retry-after"]) expect(first.headers.get(name)).toBeNull();

    // What is left of the burst, in requests that cost as much.
    for (let left = burst - 1; left > 0; left -= 1_000) {
      const body = { key: token, cost: Math.min(left, 1_000) };
      const spent = await callApi("POST /api/v1/keys/verify", { token: owner.token, body });
      expect(spent.json.data).toMatchObject({ valid: true });
    }
    const denied = await callApi(target, { token });
    expect(denied.status).toBe(429);
    const told = (name: string) => denied.headers.get(`x-ratelimit-${name}`);
    expect([told("limit"), told("remaining"), told("policy")]).toEqual([
      String(headline),
      "0",
      first.headers.get("x-ratelimit-policy"),
    ]);
    for (const name of ["retry-after", "x-ratelimit-retry-after"]) {
      expect(Number(denied.headers.get(name))).toBeGreaterThanOrEqual(1);
    }
  });
});

/** The same tables over the time that they speak of. Quotas that no test can use up are told in the headers above. */
describe.each([
  { document: 2, target: "GET /api/v1/memories", scopes: ["read:memories"], long: "month" },
  { document: 3, target: "GET /v1/prompts", scopes: ["prompts:read"], long: "day" },
] as const)("document 00$document, over time", ({ document, target, scopes, long }) => {
  const rows: [PlanId, number, number, number][] =
    document === 2
      ? [
          ["free", 10, 20, 1_000],
          ["pro", 100, 200, 100_000],
        ]
      : [
          ["free", 60, 10, 1_000],
          ["pro", 300, 50, 10_000],
          ["business", 600, 100, 50_000],
        ];

  it.each(rows)(
    "%s: %i a minute come back after a burst of %i, and after %i the quota is full until its end",
    async (plan, perMinute, burst, quota) => {
      const owner = await createUser({ plan });
      const { secret: token } = await createKey(owner, { scopes: [...scopes] });
      const takes = async (cost: number) => {
        const body = { key: token, cost };
        return (await callApi("POST /api/v1/keys/verify", { token: owner.token, body })).json.data.valid as boolean;
      };
      expect(await takes(burst)).toBe(true);
      let used = burst;
      // In a minute of its own, since one minute takes no more than the greater of rate and burst.
      clock.advance(60_000 - (clock.now() % 60_000));
      while (await takes(1)) used += 1;
      const tenth = perMinute / 10;
      for (let step = 0; step < 5; step += 1) {
        clock.advance(6_000);
        expect([await takes(tenth), await takes(1)]).toEqual([true, false]);
        used += tenth;
      }
      const refillMs = (burst / perMinute) * 60_000;
      for (; used < quota; used += Math.min(burst, quota - used)) {
        clock.advance(refillMs);
        expect(await takes(Math.min(burst, quota - used))).toBe(true);
      }
      clock.advance(refillMs);
      const denied = await callApi(target, { token });
      expect(denied.status).toBe(429);
      expect(denied.text).toContain("QUOTA_EXCEEDED");
      const now = new Date(clock.now());
      const end =
        long === "day"
          ? Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)
          : Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
      expect(Number(denied.headers.get("retry-after"))).toBe(Math.ceil((end - clock.now()) / 1000));
    },
  );
});

describe("document 004", () => {
  it("General API: 100 a minute", async () => {
    const { token } = await createUser();
    const call = () => callApi("GET /api/v1/users/me", { token });
    const first = await call();
    expect(first.headers.get("x-ratelimit-policy")).toBe("100/minute");
    for (let count = 1; count < 100; count++) expect((await call()).status).toBe(200);
    const denied = await call();
    expect(denied.status).toBe(429);
    expect(Number(denied.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(denied.json).toMatchObject({
      error: "rate_limited",
      message: "Too many requests, please try again later",
    });
  });
});

/** Each window's limit by the IETF draft's `RateLimit-Policy`. */
function windowsOf(headers: Headers): Record<string, number> {
  const items = headers.get("ratelimit-policy")?.matchAll(/"(\w+)";q=(\d+)/g) ?? [];
  return Object.fromEntries([...items].map(([, name, limit]) => [name, Number(limit)]));
}
