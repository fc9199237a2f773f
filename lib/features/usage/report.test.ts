import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { UsageEvent } from "@/lib/access/usage-event";
import { summarizeUsage } from "@/lib/tenancy/summarize-usage";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { UsageQuery, UsageReport } from "./contract";
import { findEndpoints } from "./endpoints";
import { getUsageReport } from "./report";

const { clock } = useTestRuntime();
let user: TestUser;

beforeEach(async () => {
  clock.set(Date.parse("2026-11-10T12:34:00Z"));
  user = await createUser({ plan: "enterprise" });
});

function count(at: string, change: Partial<UsageEvent> = {}, times = 1): void {
  for (let time = 0; time < times; time += 1) {
    runtime().ledger.answered({
      organizationId: user.principal.organizationId,
      product: "prompts",
      environment: "production",
      credentialId: "key_1",
      endpoint: "GET /v1/prompts",
      status: 200,
      atMs: Date.parse(at),
      elapsedMicros: 4_000,
      ...change,
    });
  }
}

const ask = (query: UsageQuery) => getUsageReport(user.principal, query);
const filled = ({ buckets }: UsageReport) =>
  buckets.flatMap(({ start, succeeded, clientErrors, rateLimited, serverErrors }) => {
    const total = succeeded + clientErrors + rateLimited + serverErrors;
    return total > 0 ? [[start, total]] : [];
  });

/** Adds up what is finished; the watermark of an organization counts from the second run on. */
async function summarize(): Promise<void> {
  await runtime().ledger.flush();
  for (const _run of [1, 2]) {
    await summarizeUsage(runtime().database.pool, clock.now(), { settledAfterMs: 0 });
  }
}

describe("buckets", () => {
  it("follow the range: minutes, hours, days and months, the running one included", async () => {
    for (const at of ["2026-11-10T12:33:59Z", "2026-11-10T12:34:00Z", "2026-11-09T13:00:00Z", "2026-01-31T23:59:59Z"]) {
      count(at);
    }
    const shapes = await Promise.all(
      (["1h", "24h", "7d", "30d", "90d", "12mo"] as const).map(async (range) => {
        const report = await ask({ range });
        return [range, report.interval, report.buckets.length, report.from, report.to, report.total];
      }),
    );
    expect(shapes).toEqual([
      ["1h", "minute", 60, "2026-11-10T11:35:00.000Z", "2026-11-10T12:35:00.000Z", 2],
      ["24h", "hour", 24, "2026-11-09T13:00:00.000Z", "2026-11-10T13:00:00.000Z", 3],
      ["7d", "hour", 168, "2026-11-03T13:00:00.000Z", "2026-11-10T13:00:00.000Z", 3],
      ["30d", "day", 30, "2026-10-12T00:00:00.000Z", "2026-11-11T00:00:00.000Z", 3],
      ["90d", "day", 90, "2026-08-13T00:00:00.000Z", "2026-11-11T00:00:00.000Z", 3],
      ["12mo", "month", 12, "2025-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z", 4],
    ]);
    expect(filled(await ask({ range: "12mo" }))).toEqual([
      ["2026-01-01T00:00:00.000Z", 1],
      ["2026-11-01T00:00:00.000Z", 3],
    ]);
  });

  it("of a span that somebody chose are as small as its length and what is kept allow", async () => {
    const intervalOf = async (from: string, to: string) => (await ask({ from, to })).interval;
    expect(await intervalOf("2026-11-10T10:00:00Z", "2026-11-10T11:00:00Z")).toBe("minute");
    expect(await intervalOf("2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z")).toBe("hour");
    expect(await intervalOf("2026-11-01", "2026-11-07")).toBe("hour");
    expect(await intervalOf("2026-10-01", "2026-10-31")).toBe("day");
    expect(await intervalOf("2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z")).toBe("day");
    expect(await intervalOf("2025-01-01", "2026-10-31")).toBe("month");
  });

  it("of days begin at the midnights of the zone, over both changes of its clocks, and hold each request once", async () => {
    // Berlin leaves summer time on 25 October 2026, a day of 25 hours.
    for (const at of ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"]) {
      count(at);
    }
    const autumn = await ask({ range: "30d", zone: "Europe/Berlin" });
    expect(autumn.zone).toBe("Europe/Berlin");
    expect(filled(autumn)).toEqual([
      ["2026-10-23T22:00:00.000Z", 1],
      ["2026-10-24T22:00:00.000Z", 2],
      ["2026-10-25T23:00:00.000Z", 1],
    ]);
    expect(filled(await ask({ range: "30d" }))).toEqual([
      ["2026-10-24T00:00:00.000Z", 2],
      ["2026-10-25T00:00:00.000Z", 2],
    ]);
    // And enters it on 29 March, a day of 23 hours.
    clock.set(Date.parse("2026-04-10T12:00:00Z"));
    for (const at of ["2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"]) count(at);
    const spring = await ask({ from: "2026-03-28T23:00:00Z", to: "2026-04-09T22:00:00Z", zone: "Europe/Berlin" });
    expect([spring.interval, spring.buckets.length, filled(spring)]).toEqual([
      "day",
      12,
      [
        ["2026-03-28T23:00:00.000Z", 2],
        ["2026-03-29T22:00:00.000Z", 1],
      ],
    ]);
  });

  it("in a zone of half hours begin at the first whole hour of the day", async () => {
    for (const at of ["2026-11-08T18:59:59Z", "2026-11-08T19:00:00Z"]) count(at);
    expect(filled(await ask({ range: "30d", zone: "Asia/Kolkata" }))).toEqual([
      ["2026-11-07T19:00:00.000Z", 1],
      ["2026-11-08T19:00:00.000Z", 1],
    ]);
  });
});

it.each(["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Kiritimati"])(
  "days of %s hold the hours between their midnights, each once, from the first day of a span to its last",
  async (zone) => {
    const firstMs = Date.parse("2026-10-20T00:00:00Z");
    // Two weeks of a request more in each hour than in the one before: no two sums are the same.
    for (let hour = 0; hour < 14 * 24; hour += 1) {
      count(
        new Date(firstMs + hour * 3_600_000).toISOString(),
        { elapsedMicros: 1_000 * (1 + (hour % 9)) },
        1 + (hour % 5),
      );
    }
    await runtime().ledger.flush();
    const query = { from: "2026-10-22T09:00:00Z", to: "2026-10-31T15:00:00Z", zone } as const;
    const hoursOf = async (days: UsageReport) => {
      const hours = await ask({ from: days.from, to: "2026-10-27T09:00:00Z" });
      const later = await ask({ from: "2026-10-27T09:00:00Z", to: days.to });
      return [...filled(hours), ...filled(later)] as [string, number][];
    };
    const byDay = await ask(query);
    const hours = await hoursOf(byDay);
    const expected = byDay.buckets.map(({ start }, place) => {
      const end = byDay.buckets[place + 1]?.start ?? byDay.to;
      return [
        start,
        hours.filter(([hour]) => hour >= start && hour < end).reduce((sum, [, requests]) => sum + requests, 0),
      ];
    });
    expect(filled(byDay)).toEqual(expected);
    await summarize();
    expect(await ask(query)).toEqual(byDay);
  },
);

describe("figures", () => {
  it("tell outcomes apart, 429 from other client errors, and how long answers took", async () => {
    for (const [status, times] of [
      [200, 50],
      [302, 45],
      [404, 2],
      [429, 2],
      [500, 1],
    ] as const) {
      count("2026-11-10T12:00:00Z", { status, elapsedMicros: status === 200 ? 2_000 : 16_000 }, times);
    }
    const report = await ask({ range: "24h" });
    expect(report.buckets.at(-1)).toMatchObject({ succeeded: 95, clientErrors: 2, rateLimited: 2, serverErrors: 1 });
    expect(report.latency?.p50).toBe(2);
    expect(report.latency?.p99).toBeGreaterThan(11);
    expect(report.latency?.p99).toBeLessThanOrEqual(16);
    expect(report.buckets[0]?.latency).toBeNull();
  });

  it("compare with as many buckets right before, and with nothing where minutes so old are no longer kept", async () => {
    count("2026-11-10T12:00:00Z", {}, 3);
    count("2026-11-09T12:59:59Z", { status: 429 }, 2);
    const { previous, total } = await ask({ range: "24h", compare: "previous" });
    expect([total, previous?.total, previous?.rateLimited, previous?.values.at(-1)]).toEqual([3, 2, 2, 2]);
    expect([previous?.from, previous?.to]).toEqual(["2026-11-08T13:00:00.000Z", "2026-11-09T13:00:00.000Z"]);
    const old = { from: "2026-11-08T15:00:00Z", to: "2026-11-08T17:00:00Z", compare: "previous" } as const;
    expect((await ask(old)).interval).toBe("minute");
    expect((await ask(old)).previous).toBeNull();
    expect((await ask({ range: "24h" })).previous).toBeNull();
  });

  it("group by each dimension: the six busiest and what they leave over, without losing a request", async () => {
    for (let place = 1; place <= 8; place += 1) {
      count("2026-11-10T12:00:00Z", { credentialId: `key_${place}`, endpoint: `GET /v1/${place}` }, place);
    }
    count("2026-11-10T11:00:00Z", { credentialId: "tok_1", product: "memory", environment: "development" }, 9);
    const lines = async (group: NonNullable<UsageQuery["group"]>) => {
      const { groups, total, buckets } = await ask({ range: "24h", group });
      expect(groups.reduce((sum, { requests }) => sum + requests, 0)).toBe(total);
      for (const { values, requests } of groups) {
        expect(values).toHaveLength(buckets.length);
        expect(values.reduce((sum, value) => sum + value, 0)).toBe(requests);
      }
      return groups.map(({ name, requests }) => [name, requests]);
    };
    expect(await lines("credential")).toEqual([
      ["tok_1", 9],
      ["key_8", 8],
      ["key_7", 7],
      ["key_6", 6],
      ["key_5", 5],
      ["key_4", 4],
      ["Everything else", 6],
    ]);
    expect((await lines("endpoint"))[0]).toEqual(["GET /v1/prompts", 9]);
    expect(await lines("environment")).toEqual([
      ["Production", 36],
      ["Development", 9],
    ]);
    expect(await lines("kind")).toEqual([
      ["API keys", 36],
      ["Personal access tokens", 9],
    ]);
    expect((await lines("product")).map(([, requests]) => requests)).toEqual([36, 9]);
    expect((await ask({ range: "24h" })).groups).toEqual([]);
  });

  it("tell of each line what a report of it alone tells: requests by bucket, outcomes and latencies, for every range", async () => {
    const statuses = [200, 404, 429, 503] as const;
    for (const [place, minutesAgo] of [0, 5, 40, 200, 2_000, 30_000, 100_000, 300_000].entries()) {
      const at = new Date(clock.now() - minutesAgo * 60_000).toISOString();
      for (const [number, status] of statuses.entries()) {
        const elapsedMicros = 1_000 * 2 ** (place + number);
        count(at, { credentialId: `key_${(place + number) % 3}`, status, elapsedMicros }, place + number + 1);
      }
    }
    const queries: UsageQuery[] = (["1h", "24h", "7d", "30d", "90d", "12mo"] as const).map((range) => ({ range }));
    for (const query of [...queries, { range: "90d", zone: "Pacific/Auckland" } as const]) {
      const { groups } = await ask({ ...query, group: "credential" });
      expect(groups).toHaveLength(3);
      for (const { id, values, requests, latency, succeeded, clientErrors, rateLimited, serverErrors } of groups) {
        const alone = await ask({ ...query, credentialId: id ?? "" });
        const sumOf = (outcome: "succeeded" | "clientErrors" | "rateLimited" | "serverErrors") =>
          alone.buckets.reduce((sum, bucket) => sum + bucket[outcome], 0);
        const sums = [sumOf("succeeded"), sumOf("clientErrors"), sumOf("rateLimited"), sumOf("serverErrors")];
        expect({ query, requests, latency }).toEqual({ query, requests: alone.total, latency: alone.latency });
        expect([succeeded, clientErrors, rateLimited, serverErrors]).toEqual(sums);
        expect(values).toEqual(
          alone.buckets.map(
            (bucket) => bucket.succeeded + bucket.clientErrors + bucket.rateLimited + bucket.serverErrors,
          ),
        );
      }
    }
  });

  it("filter by each dimension, and by several at once", async () => {
    count("2026-11-10T12:00:00Z", {}, 5);
    count("2026-11-10T12:00:00Z", { credentialId: "tok_1", status: 429, endpoint: "POST /v1/prompts" }, 3);
    count("2026-11-10T12:00:00Z", { product: "memory", environment: "development", status: 500 }, 2);
    const totalOf = async (query: UsageQuery) => (await ask({ range: "24h", ...query })).total;
    expect(await totalOf({ status: "429" })).toBe(3);
    expect(await totalOf({ kind: "token" })).toBe(3);
    expect(await totalOf({ endpoint: "POST /v1/prompts" })).toBe(3);
    expect(await totalOf({ environment: "development" })).toBe(2);
    expect(await totalOf({ product: "prompts" })).toBe(8);
    expect(await totalOf({ credentialId: "key_1" })).toBe(7);
    expect(await totalOf({ credentialId: "key_1", status: "5xx", environment: "development" })).toBe(2);
    expect(await totalOf({ credentialId: "key_1", status: "429" })).toBe(0);
  });
});

it("read the same from summaries as from what these add up, for every range, group, filter and zone", async () => {
  const ends = ["2026-11-10T12:00:00Z", "2026-11-09T23:59:59Z", "2026-11-01T00:00:00Z", "2026-10-31T23:30:00Z"];
  for (const [place, at] of [
    ...ends,
    "2026-09-15T05:00:00Z",
    "2026-08-20T22:30:00Z",
    "2026-02-03T10:00:00Z",
  ].entries()) {
    count(at, { credentialId: `key_${place % 3}`, elapsedMicros: 1_000 * (place + 1) }, place + 1);
    count(at, { credentialId: "tok_1", status: place % 2 ? 429 : 503, endpoint: "POST /v1/prompts" }, 2);
  }
  const queries: UsageQuery[] = (["24h", "7d", "30d", "90d", "12mo"] as const).flatMap((range) => [
    { range, group: "credential", compare: "previous" },
    { range, group: "endpoint", zone: "America/New_York" },
    { range, group: "kind", credentialId: "key_1" },
    { range, group: "credential", endpoint: "POST /v1/prompts", zone: "Asia/Tokyo" },
    { range, group: "product", kind: "token", status: "429", zone: "Pacific/Auckland" },
  ]);
  const before = await Promise.all(queries.map(ask));
  await summarize();
  expect(await Promise.all(queries.map(ask))).toEqual(before);
});

it("the public endpoint answers the same report, and tells a key that acts for nobody of itself alone", async () => {
  count("2026-11-10T12:00:00Z", { credentialId: "key_of_somebody" }, 4);
  const key = await createKey(user, { name: "reader", scopes: ["organization:read"] });
  const answer = await callApi("GET /v1/usage?range=24h&group=credential", { token: key.secret });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ interval: "hour", total: 4, topCredentials: [] });
  const all = await callApi("GET /v1/usage?range=24h&product=prompts", { token: user.token });
  expect(all.json.topCredentials.map((top: { credentialId: string }) => top.credentialId)).toContain("key_of_somebody");
  for (const wrong of [
    "zone=Mars/Base",
    "from=2026-11-01",
    "from=2026-11-02&to=2026-11-01T00:00:00Z",
    "group=moon",
    "endpoint=%00",
  ]) {
    expect([wrong, (await callApi(`GET /v1/usage?${wrong}`, { token: user.token })).status]).toEqual([wrong, 400]);
  }
  const stranger = await createUser();
  expect((await callApi("GET /v1/usage?range=24h", { token: stranger.token })).json.total).toBe(0);
});

it("the search for endpoints finds part of a name among all that were called, the busiest first, and takes no wildcard", async () => {
  count("2026-11-10T12:00:00Z", { endpoint: "GET /v1/prompts/{id}" }, 2);
  count("2026-03-10T12:00:00Z", { endpoint: "POST /v1/prompts" }, 3);
  count("2026-03-10T12:00:00Z", { endpoint: "GET /v1/memories" });
  const found = async (search: string) =>
    (await findEndpoints(user.principal, { search })).data.map((row) => row.endpoint);
  expect(await found("PROMPT")).toEqual(["POST /v1/prompts", "GET /v1/prompts/{id}"]);
  expect(await found("%")).toEqual([]);
  expect((await findEndpoints((await createUser()).principal, {})).data).toEqual([]);
});
