import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { mostTags } from "@/lib/access/tag-budget";
import type { UsageEvent } from "@/lib/access/usage-event";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { UsageQuery } from "./contract";
import { getUsageReport } from "./report";

const { clock } = useTestRuntime();
let user: TestUser;

beforeEach(async () => {
  clock.set(Date.parse("2026-11-10T12:34:00Z"));
  user = await createUser({ plan: "enterprise" });
});

function count(at: string, tags: string[], change: Partial<UsageEvent> = {}): void {
  runtime().ledger.answered({
    organizationId: user.principal.organizationId,
    product: "prompts",
    environment: "production",
    credentialId: "key_1",
    endpoint: "GET /v1/prompts",
    status: 200,
    atMs: Date.parse(at),
    elapsedMicros: 4_000,
    ...(tags.length > 0 ? { tags } : {}),
    ...change,
  });
}

const ask = (query: UsageQuery) => getUsageReport(user.principal, query);
const lines = (report: Awaited<ReturnType<typeof ask>>) => report.groups.map(({ id, requests }) => [id, requests]);

describe("requests by tag", () => {
  it("stand under each of their tags in every range, with outcomes and latencies, and the total counts each once", async () => {
    count("2026-11-10T12:33:00Z", ["model:a", "eu"]);
    count("2026-11-10T12:33:10Z", ["model:a"], { status: 429 });
    count("2026-11-10T12:33:20Z", []);
    count("2026-11-02T00:00:00Z", ["eu"], { environment: "development" });
    for (const range of ["1h", "24h"] as const) {
      const report = await ask({ range, group: "tag" });
      expect([range, report.total, lines(report)]).toEqual([
        range,
        3,
        [
          ["model:a", 2],
          ["eu", 1],
        ],
      ]);
      expect(report.groups[0]).toMatchObject({ succeeded: 1, rateLimited: 1, latency: { p50: expect.any(Number) } });
    }
    for (const query of [
      { range: "30d" },
      { range: "12mo" },
      { range: "30d", zone: "Europe/Berlin" },
      { range: "90d", zone: "Asia/Kolkata" },
    ] as const) {
      const report = await ask({ ...query, group: "tag" });
      expect([query, report.total, lines(report)]).toEqual([
        query,
        4,
        [
          ["eu", 2],
          ["model:a", 2],
        ],
      ]);
    }
    const narrowed = await ask({ range: "30d", tag: "eu", environment: "development", compare: "previous" });
    expect([narrowed.total, narrowed.topEndpoints, narrowed.topCredentials]).toEqual([1, [], []]);
    expect((await ask({ range: "30d", tag: "eu", group: "status", status: "429" })).total).toBe(0);
  });

  it("are no other organization's", async () => {
    count("2026-11-10T12:33:00Z", ["mine"]);
    const stranger = await createUser();
    const report = await getUsageReport(stranger.principal, { range: "1h", group: "tag" });
    expect([report.total, report.groups]).toEqual([0, []]);
  });

  it.each([
    "group=tag&credentialId=k",
    "tag=eu&endpoint=x",
    "group=tag&kind=token",
    "group=tag&customerId=c",
    "tag=eu&externalId=c",
    "tag=eu&group=customer",
  ])("cannot be told apart by keys, customers, endpoints and kinds: %s is a 400", async (query) => {
    const answer = await callApi(`GET /v1/usage?${query}`, { token: user.token });
    expect([answer.status, answer.json.error.details[0].path]).toEqual([400, "tag"]);
  });
});

describe("tags of a question about a key", () => {
  it("are counted with what it came to, by service and by proxy, and bounded by day", async () => {
    const { secret } = await createKey(user, { scopes: ["prompts:read"] });
    const verify = (body: object): Promise<Json> =>
      callApi("POST /api/v1/keys/verify", { token: user.token, body: { key: secret, ...body } });
    await verify({ tags: ["eu", "eu", "model:a"] });
    await verify({ tags: ["eu"], scopes: ["prompts:write"] });
    await verify({ checks: [{ tags: ["batch"] }, { tags: ["batch", "eu"] }] });
    await callApi("GET /api/v1/forward-auth?tags=eu,proxy", { token: secret });
    expect(lines(await ask({ range: "1h", group: "tag" }))).toEqual([
      ["eu", 4],
      ["batch", 2],
      ["model:a", 1],
      ["proxy", 1],
    ]);
    for (let first = 0; first < mostTags; first += 8) {
      await verify({ tags: Array.from({ length: 8 }, (_, place) => `many-${first + place}`) });
    }
    await runtime().flush();
    const after = await runtime().database.pool.query(
      "SELECT count(DISTINCT tag)::int AS tags FROM usage_tag_days WHERE organization_id = $1",
      [user.principal.organizationId],
    );
    expect(after.rows[0].tags).toBe(mostTags + 1);
    clock.advance(86_400_000);
    await verify({ tags: ["tomorrow"] });
    expect(lines(await ask({ range: "1h", group: "tag" }))).toEqual([["tomorrow", 1]]);
  });

  it("are new by what may pass alone: a key that is refused uses up none of the day's", async () => {
    const { secret, id } = await createKey(user, { scopes: ["prompts:read"] });
    const proxied = (query: string) => callApi(`GET /api/v1/forward-auth?${query}`, { token: secret });
    expect((await proxied("tags=eu")).status).toBe(200);
    expect((await proxied("scope=prompts:write&tags=eu,guess-1")).status).toBe(403);
    await revokeApiKey(user.principal, { keyId: id });
    expect((await proxied("tags=guess-2")).status).toBe(401);
    expect(lines(await ask({ range: "1h", group: "tag" }))).toEqual([
      ["(other tags)", 2],
      ["eu", 2],
    ]);
  });

  it.each([
    ["tags", { tags: Array.from({ length: 9 }, (_, place) => `t${place}`) }],
    ["tags.0", { tags: ["x".repeat(65)] }],
    ["tags.0", { tags: ["two words"] }],
    ["tags.0", { tags: ["(other tags)"] }],
    ["tags.0", { tags: ["a\tb"] }],
    ["tags", { checks: [{}], tags: ["eu"] }],
  ])("are few and short: %s is a 400", async (field, body) => {
    const answer = await callApi("POST /api/v1/keys/verify", { token: user.token, body: { key: "x", ...body } });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
  });
});
