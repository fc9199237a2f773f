import { expect, test } from "vitest";
import type { UsageQuery, UsageReport } from "@/lib/features/usage/contract";
import { paceText, refreshMsOf } from "./usage-queries";

const start = "2026-11-22T00:00:00.000Z";
const report: UsageReport = {
  interval: "day",
  zone: "UTC",
  from: start,
  to: start,
  buckets: [],
  total: 0,
  latency: null,
  groups: [],
  previous: null,
  topCredentials: [],
  topEndpoints: [],
};

const to = "2026-11-21T00:00:00.000Z";
test("a span that is over, and whose last bucket is not, goes on", () => {
  const query = { from: "2026-11-20T00:00:00.000Z", to };
  const widened = { ...report, total: 5, to: new Date(Date.now() + 600_000).toISOString() };
  expect(refreshMsOf(query, false, widened)).toBe(60_000);
  expect(paceText(query, false, widened)).toBe("renewed every minute");
});

test.each<[string, UsageQuery, boolean, number, number | false, string]>([
  ["a span that is over", { from: "2026-11-20T00:00:00.000Z", to }, false, 5, false, "complete"],
  ["one that goes on", { from: to, to: "9000-01-01T00:00:00.000Z" }, false, 5, 60_000, "renewed every minute"],
  ["live figures", { range: "90d" }, true, 5, 1_000, "live"],
  ["a page that waits for its first request", { range: "30d" }, false, 0, 1_000, "live"],
  ["a filter that matches nothing", { range: "30d", product: "memory" }, false, 0, 60_000, "renewed every minute"],
  ["the last day", { range: "24h" }, false, 5, 15_000, "renewed every 15 seconds"],
  ["a long range", { range: "30d" }, false, 5, 60_000, "renewed every minute"],
])("%s: what the page says is how often it asks", (_, query, live, total, ms, text) => {
  expect(refreshMsOf(query, live, { ...report, total })).toBe(ms);
  expect(paceText(query, live, { ...report, total })).toBe(text);
});
