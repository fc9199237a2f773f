import { beforeAll, describe, expect, it } from "vitest";
import { latencyPlace, packLatencies } from "@/lib/access/latency-histogram";
import { runtime } from "@/lib/access/runtime";
import type { StatusClass } from "@/lib/access/usage-event";
import { createCustomer, deleteCustomer } from "@/lib/features/customers/customers";
import { summarizeUsage } from "@/lib/tenancy/summarize-usage";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { UsageBucket, UsageGroup, UsageQuery } from "./contract";
import { getUsageReport } from "./report";
import { emptyTally, latencyOf, outcomesOf, type Tally } from "./tally";

const { clock } = useTestRuntime();
const nowMs = Date.parse("2026-11-10T12:34:00Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Row = {
  credentialId: string;
  endpoint: string;
  status: StatusClass;
  atMs: number;
  requests: number;
  place: number;
};
let user: TestUser;
let rows: Row[];
/** Whose each credential is; those of nobody are missing. */
let owners: Map<string, string>;
let moved: { keyId: string; toId: string };

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Stores rows as the ledger does: in the hours and the days of an organization. */
async function store(organizationId: string, stored: readonly Row[]): Promise<void> {
  for (const [table, stepMs] of [
    ["usage_hours", hourMs],
    ["usage_days", dayMs],
  ] as const) {
    await runtime().database.pool.query(
      `INSERT INTO ${table} (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency)
       SELECT $1, start, 'prompts', 'production', credential, endpoint, status::status_class, sum(requests), sum(latency)
         FROM unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::numeric[])
                AS given (start, credential, endpoint, status, requests, latency)
        GROUP BY 2, 5, 6, 7`,
      [
        organizationId,
        stored.map(({ atMs }) => new Date(Math.floor(atMs / stepMs) * stepMs)),
        stored.map(({ credentialId }) => credentialId),
        stored.map(({ endpoint }) => endpoint),
        stored.map(({ status }) => status),
        stored.map(({ requests }) => requests),
        stored.map(packed),
      ],
    );
  }
}

function packed({ place, requests }: Row): string {
  const counts = emptyTally().latencies;
  counts[place] = requests;
  return packLatencies(counts);
}

beforeAll(async () => {
  clock.set(nowMs);
  user = await createUser({ plan: "enterprise" });
  const customerOf = async (externalId: string) =>
    (
      await createCustomer(user.principal, {
        external_id: externalId,
        name: "",
        metadata: {},
        plans: {},
        limits: {},
        suspended: false,
      })
    ).data.id;
  const [ada, bo, gone] = [await customerOf("ada"), await customerOf("bo"), await customerOf("gone")];
  const keyOf = async (customerId?: string) =>
    (await createKey(user, { scopes: ["prompts:read"], ...(customerId ? { customer_id: customerId } : {}) })).id;
  const keys = [await keyOf(ada), await keyOf(ada), await keyOf(bo), await keyOf(bo), await keyOf(gone), await keyOf()];
  owners = new Map([
    [keys[0] ?? "", ada],
    [keys[1] ?? "", ada],
    [keys[2] ?? "", bo],
    [keys[3] ?? "", bo],
    // What a trusted issuer's tokens of a customer are counted by.
    [ada, ada],
  ]);
  moved = { keyId: keys[3] ?? "", toId: ada };
  const random = createRandom(20_261_110);
  const one = <Thing>(things: readonly Thing[]): Thing => things[Math.floor(random() * things.length)] as Thing;
  const credentials = [...keys, ada, gone, "session", "tok_1"];
  const statuses = ["2xx", "2xx", "4xx", "429", "5xx"] as const;
  rows = Array.from({ length: 6_000 }, (_, number) => ({
    credentialId: one(credentials),
    endpoint: one(["GET /v1/prompts", "POST /v1/prompts", "GET /v1/reports"]),
    status: one(statuses),
    // Most in the last 99 days, where hours are kept, and in every hour of the days that change the clocks.
    atMs: number < 200 ? nowMs - Math.floor(random() * 330 * dayMs) : nowMs - Math.floor(random() * 99 * dayMs),
    requests: 1 + Math.floor(random() * 9),
    place: latencyPlace(1_000 * 2 ** Math.floor(random() * 12)),
  }));
  for (const day of ["2026-10-25", "2026-09-26", "2026-11-01"]) {
    for (let hour = 0; hour < 26; hour += 1) {
      for (const credentialId of credentials) {
        rows.push({
          credentialId,
          endpoint: "GET /v1/prompts",
          status: one(statuses),
          atMs: Date.parse(day) + hour * hourMs,
          requests: 1 + Math.floor(random() * 9),
          place: 3,
        });
      }
    }
  }
  await store(user.principal.organizationId, rows);
  // Another organization's requests by the same names are none of ours, whatever its own customers are.
  const stranger = await createUser({ plan: "enterprise" });
  await store(stranger.principal.organizationId, rows.slice(0, 1_000));
  await deleteCustomer(user.principal, gone);
});

function add(tally: Tally, { status, requests, place }: Row): void {
  tally.requests += requests;
  tally.byStatus[status] = (tally.byStatus[status] ?? 0) + requests;
  tally.latencies[place] = (tally.latencies[place] ?? 0) + requests;
}

/** What a report says of requests: added up one by one, by nothing but their instants. */
function expectedOf(among: readonly Row[], buckets: readonly UsageBucket[], to: string) {
  const starts = [...buckets.map(({ start }) => Date.parse(start)), Date.parse(to)];
  const tallies = buckets.map(emptyTally);
  for (const row of among) {
    const place = starts.findLastIndex((start) => start <= row.atMs);
    const tally = tallies[place];
    if (tally) add(tally, row);
  }
  const whole = emptyTally();
  for (const row of among) {
    if (row.atMs >= (starts[0] ?? 0) && row.atMs < (starts.at(-1) ?? 0)) add(whole, row);
  }
  const told = (tally: Tally) => ({ ...outcomesOf(tally), latency: latencyOf(tally) });
  return {
    buckets: buckets.map(({ start }, place) => ({ start, ...told(tallies[place] ?? emptyTally()) })),
    line: { requests: whole.requests, ...told(whole), values: tallies.map(({ requests }) => requests) },
  };
}

const lineOf = ({ requests, succeeded, clientErrors, rateLimited, serverErrors, latency, values }: UsageGroup) => ({
  requests,
  succeeded,
  clientErrors,
  rateLimited,
  serverErrors,
  latency,
  values,
});

async function checkByCustomer(query: UsageQuery): Promise<void> {
  const { groups, buckets, to } = await getUsageReport(user.principal, { ...query, group: "customer" });
  const ids = [...new Set(owners.values())];
  const lines = new Map(
    [...ids, null].map((id) => {
      const own = rows.filter((row) => (owners.get(row.credentialId) ?? null) === id);
      return [id, expectedOf(own, buckets, to).line];
    }),
  );
  expect(groups.map(({ id }) => id).toSorted()).toEqual([...ids, null].toSorted());
  for (const group of groups) expect([query, group.id, lineOf(group)]).toEqual([query, group.id, lines.get(group.id)]);
  expect(groups[0]?.requests).toBe(Math.max(...ids.map((id) => lines.get(id)?.requests ?? 0)));
}

async function checkOfCustomer(query: UsageQuery, customerId: string): Promise<void> {
  const report = await getUsageReport(user.principal, { ...query, customerId, group: "endpoint" });
  const own = rows.filter((row) => owners.get(row.credentialId) === customerId);
  const expected = expectedOf(own, report.buckets, report.to);
  expect([query, report.buckets]).toEqual([query, expected.buckets]);
  expect([query, report.total]).toEqual([query, expected.line.requests]);
  for (const group of report.groups) {
    const line = expectedOf(
      own.filter(({ endpoint }) => endpoint === group.id),
      report.buckets,
      report.to,
    ).line;
    expect([query, group.id, lineOf(group)]).toEqual([query, group.id, line]);
  }
  const byKey = new Map(report.topCredentials.map(({ credentialId, requests }) => [credentialId, requests]));
  for (const [credentialId, owner] of owners) {
    if (owner !== customerId) expect(byKey.has(credentialId)).toBe(false);
    else {
      const ofKey = own.filter((row) => row.credentialId === credentialId);
      expect([query, byKey.get(credentialId)]).toEqual([
        query,
        expectedOf(ofKey, report.buckets, report.to).line.requests,
      ]);
    }
  }
}

// Both changes of clocks lie in the quarter: Auckland's on 27 September, Berlin's on 25 October, St. John's on 1 November.
const zones = ["UTC", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"];
const spans: UsageQuery[] = [
  { range: "24h" },
  { range: "7d" },
  { range: "12mo" },
  ...zones.flatMap((zone): UsageQuery[] => [
    { range: "30d", zone },
    { range: "90d", zone },
    { from: "2026-09-20T10:00:00Z", to: "2026-10-10T10:00:00Z", zone },
  ]),
];

async function checkAll(): Promise<void> {
  for (const query of spans) {
    await checkByCustomer(query);
    for (const customerId of new Set(owners.values())) await checkOfCustomer(query, customerId);
  }
}

describe("requests by customer are those of the keys that are theirs, each once, on every clock", () => {
  it("as they were counted", checkAll);

  it("from summaries, and from summaries that end within a span", async () => {
    const { pool } = runtime().database;
    // A watermark counts from the run after the one that made it.
    for (const _run of [1, 2]) await summarizeUsage(pool, nowMs - 20 * dayMs, { settledAfterMs: 0 });
    await checkAll();
    await summarizeUsage(pool, nowMs, { settledAfterMs: 0 });
    await checkAll();
  });

  it("of all times once a key is another's, since whose it is alone tells", async () => {
    const { keyId, toId } = moved;
    await runtime().database.pool.query("UPDATE api_keys SET customer_id = $2 WHERE id = $1", [keyId, toId]);
    owners.set(keyId, toId);
    await checkByCustomer({ range: "90d", zone: "Pacific/Auckland" });
    await checkOfCustomer({ range: "90d", zone: "Pacific/Auckland" }, toId);
  });
});
