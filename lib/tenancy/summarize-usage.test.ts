import { expect, it } from "vitest";
import { createCounterStore } from "@/lib/access/counter-store";
import { createLedger } from "@/lib/access/ledger";
import type { UsageEvent } from "@/lib/access/usage-event";
import { readWatermark } from "@/lib/access/usage-watermark";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { summarizeUsage } from "./summarize-usage";

const { open } = useTestRuntime();
const pool = () => open().database.pool;
const now = Date.parse("2026-06-10T12:00:00Z");
const settled = { settledAfterMs: 0 };

async function createOrganization(id: string): Promise<string> {
  await open().database.prisma.organization.create({ data: { id, name: id } });
  return id;
}

async function count(organizationId: string, at: string, change: Partial<UsageEvent> = {}): Promise<void> {
  const ledger = createLedger(pool(), createCounterStore(pool()), () => undefined);
  ledger.answered({
    organizationId,
    product: "prompts",
    environment: "production",
    credentialId: "key_1",
    endpoint: "GET /v1/prompts",
    status: 200,
    atMs: Date.parse(at),
    elapsedMicros: 3_000,
    ...change,
  });
  await ledger.flush();
}

/** What every slice holds, and the same added up from the roll-ups before the watermark. */
async function sumsOf(organizationId: string) {
  const through = await readWatermark(pool(), organizationId);
  const { rows } = await pool().query<{ slice: string; requests: number; latency: string }>(
    `SELECT slice::text, sum(requests)::int AS requests, sum(latency)::text AS latency FROM usage_summaries
      WHERE organization_id = $1 GROUP BY 1 ORDER BY 1`,
    [organizationId],
  );
  const days = await pool().query<{ requests: number; latency: string }>(
    `SELECT coalesce(sum(requests), 0)::int AS requests, sum(latency)::text AS latency FROM usage_days
      WHERE organization_id = $1 AND bucket_start < $2`,
    [organizationId, through],
  );
  return { through: through?.toISOString().slice(0, 10), slices: rows, days: days.rows[0] };
}

function expectWhole({ slices, days }: Awaited<ReturnType<typeof sumsOf>>): void {
  for (const { slice, ...sums } of slices)
    if (!/_(weeks|months)$/.test(slice)) expect([slice, sums]).toEqual([slice, days]);
}

it("adds finished days up by endpoint and by credential with their latencies, and leaves the running one alone", async () => {
  const id = await createOrganization("org-days");
  await count(id, "2026-04-02T10:00:00Z");
  await count(id, "2026-06-08T10:00:00Z", { credentialId: "tok_1", endpoint: "POST /v1/prompts" });
  await count(id, "2026-06-09T23:59:59Z", { status: 429 });
  await count(id, "2026-06-10T00:00:00Z");
  await summarizeUsage(pool(), now, settled);
  const sums = await sumsOf(id);
  expect([sums.through, sums.days?.requests, sums.slices.map(({ slice }) => slice)]).toEqual([
    "2026-06-10",
    3,
    [
      ...["credential_days", "credential_months", "credential_weeks"],
      ...["endpoint_days", "endpoint_hours", "endpoint_months"],
      ...["pair_months", "total_days", "total_hours", "total_months"],
    ],
  ]);
  expectWhole(sums);
  const { rows } = await pool().query(
    `SELECT slice::text, credential_kind::text AS kind, credential_id, endpoint, status_class::text AS status, requests::int FROM usage_summaries
      WHERE organization_id = $1 AND slice::text NOT LIKE '%hours' ORDER BY slice::text, bucket_start`,
    [id],
  );
  expect(rows).toMatchObject([
    { slice: "credential_days", kind: "api_key", credential_id: "key_1", endpoint: "", status: "2xx" },
    { slice: "credential_days", kind: "token", credential_id: "tok_1" },
    { slice: "credential_days", kind: "api_key", status: "429" },
    // June is not over.
    { slice: "credential_months", credential_id: "key_1", requests: 1 },
    // Neither is the week of 8 June.
    { slice: "credential_weeks", credential_id: "key_1", requests: 1 },
    { slice: "endpoint_days", credential_id: "", endpoint: "GET /v1/prompts" },
    { slice: "endpoint_days", kind: "token", endpoint: "POST /v1/prompts" },
    { slice: "endpoint_days", status: "429" },
    { slice: "endpoint_months", credential_id: "", endpoint: "GET /v1/prompts", requests: 1 },
    { slice: "pair_months", credential_id: "key_1", endpoint: "GET /v1/prompts", requests: 1 },
    { slice: "total_days", credential_id: "", endpoint: "", status: "2xx" },
    { slice: "total_days", kind: "token" },
    { slice: "total_days", status: "429" },
    { slice: "total_months", kind: "api_key", credential_id: "", endpoint: "", requests: 1 },
  ]);
  const { rows: days } = await pool().query<{ until_hour: string[] }>(
    `SELECT until_hour FROM usage_summaries
      WHERE organization_id = $1 AND slice = 'credential_days' ORDER BY bucket_start`,
    [id],
  );
  // Of requests at 10:00, at 10:00 and at 23:59.
  expect(days.map(({ until_hour }) => [until_hour.length, until_hour.indexOf("1"), until_hour[23]])).toEqual([
    [24, 10, "1"],
    [24, 10, "1"],
    [24, 23, "1"],
  ]);
});

it("takes in what comes late, also while it adds up, and counts it once", async () => {
  const id = await createOrganization("org-late");
  await count(id, "2026-03-31T10:00:00Z");
  await count(id, "2026-06-09T10:00:00Z");
  await summarizeUsage(pool(), now, settled);
  await Promise.all([
    ...Array.from({ length: 20 }, (_, place) => count(id, `2026-0${3 + (place % 4)}-0${1 + (place % 9)}T12:00:00Z`)),
    summarizeUsage(pool(), now, settled),
    summarizeUsage(pool(), now, settled),
  ]);
  await summarizeUsage(pool(), now, settled);
  const sums = await sumsOf(id);
  expect([sums.through, sums.days?.requests]).toEqual(["2026-06-10", 22]);
  expectWhole(sums);
  const months = sums.slices.find(({ slice }) => slice === "credential_months");
  expect(months?.requests).toBe(1 + 15);
});

it("takes what a process of an older version stored late with the next days", async () => {
  const id = await createOrganization("org-older");
  await count(id, "2026-06-08T10:00:00Z");
  await summarizeUsage(pool(), now, settled);
  // That version knows neither latencies nor watermarks.
  await pool().query(
    `INSERT INTO usage_days (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
     VALUES ($1, '2026-06-09', 'prompts', 'production', 'key_1', 'GET /v1/prompts', '5xx', 4)`,
    [id],
  );
  await count(id, "2026-06-10T10:00:00Z");
  await summarizeUsage(pool(), now + 86_400_000, settled);
  const { through, slices, days } = await sumsOf(id);
  const ofDays = slices.filter(({ slice }) => slice.endsWith("_days"));
  expect([through, days?.requests, ofDays.map(({ requests }) => requests)]).toEqual(["2026-06-11", 6, [6, 6, 6]]);
});

it("uses a watermark only once everything has ended that could not know of it, and goes with its organization", async () => {
  const id = await createOrganization("org-new");
  await count(id, "2026-06-08T10:00:00Z");
  await summarizeUsage(pool(), now, { settledAfterMs: 60_000 });
  expect(await readWatermark(pool(), id)).toBeNull();
  await summarizeUsage(pool(), now, settled);
  expect(await readWatermark(pool(), id)).not.toBeNull();
  await open().database.prisma.organization.delete({ where: { id } });
  expect((await sumsOf(id)).slices).toEqual([]);
});

it("adds everything up once more where a version before did so without the slices that came since", async () => {
  const id = await createOrganization("org-upgraded");
  await count(id, "2026-04-02T10:00:00Z");
  await count(id, "2026-06-08T10:00:00Z");
  await summarizeUsage(pool(), now, settled);
  await pool().query(
    "DELETE FROM usage_summaries WHERE organization_id = $1 AND slice IN ('total_hours', 'pair_months', 'total_days')",
    [id],
  );
  await pool().query("UPDATE usage_watermarks SET all_through = DEFAULT WHERE organization_id = $1", [id]);
  expect(await readWatermark(pool(), id)).toBeNull();
  await summarizeUsage(pool(), now, settled);
  const sums = await sumsOf(id);
  expect([sums.through, sums.slices.length]).toEqual(["2026-06-10", 10]);
  expectWhole(sums);
});
