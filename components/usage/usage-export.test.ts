import { describe, expect, test } from "vitest";
import type { UsageReport } from "@/lib/features/usage/contract";
import { usageCsv, usageFileName, usageJson } from "./usage-export";

const report: UsageReport = {
  interval: "day",
  zone: "Europe/Berlin",
  from: "2026-11-21T23:00:00.000Z",
  to: "2026-11-22T23:00:00.000Z",
  buckets: [
    {
      start: "2026-11-21T23:00:00.000Z",
      succeeded: 7,
      clientErrors: 2,
      rateLimited: 1,
      serverErrors: 0,
      latency: { p50: 2, p95: 8.5, p99: 11 },
    },
  ],
  total: 10,
  latency: { p50: 2, p95: 8.5, p99: 11 },
  groups: [],
  previous: null,
  topCredentials: [],
  topEndpoints: [],
};
const none = { succeeded: 0, clientErrors: 0, rateLimited: 0, serverErrors: 0, latency: null };
const lines = (csv: string) => csv.trimEnd().split("\r\n");

describe("an export", () => {
  test("holds every bucket in view with its outcomes, latencies, zone and the filters it was counted under", () => {
    expect(lines(usageCsv(report, { product: "memory", customerId: "cus_1" }))).toEqual([
      "start_utc,zone,product,environment,credentialId,endpoint,status,kind,customerId,Succeeded,Rate limited (429),Client errors,Server errors,total,p50_ms,p95_ms,p99_ms",
      "2026-11-21T23:00:00.000Z,Europe/Berlin,memory,all,all,all,all,all,cus_1,7,1,2,0,10,2,8.5,11",
    ]);
  });

  test("holds the groups where the view is grouped, and the span before where it is compared", () => {
    const grouped: UsageReport = {
      ...report,
      groups: [
        { ...none, id: "key_1", name: "=cmd|'/c calc'!A1", requests: 6, values: [6] },
        { ...none, id: null, name: "Everything else", requests: 4, values: [4] },
      ],
      previous: { ...none, from: report.from, to: report.to, total: 3, values: [3] },
    };
    const [header = "", line = ""] = lines(usageCsv(grouped, { group: "credential", compare: "previous" }));
    // A key that is named like a formula stays text.
    expect(header).toContain(",'=cmd|'/c calc'!A1,Everything else,total,before,p50_ms");
    expect(line).toContain(",6,4,10,3,2,8.5,11");
  });

  test("as JSON says what was asked and what was answered", () => {
    expect(JSON.parse(usageJson(report, { range: "30d" }))).toEqual({ query: { range: "30d" }, report });
  });

  test("is named by its time, its groups, its filters and the day it was made", () => {
    const at = Date.parse("2026-11-22T23:59:00.000Z");
    expect(usageFileName({ range: "7d", product: "prompts", group: "endpoint" }, report, at, "csv")).toBe(
      "usage-7d-by-endpoint-prompts-2026-11-22.csv",
    );
    expect(usageFileName({ from: report.from, to: report.to }, report, at, "json")).toBe(
      "usage-2026-11-22-to-2026-11-23-2026-11-22.json",
    );
  });
});
