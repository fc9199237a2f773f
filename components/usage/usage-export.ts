import { clockOf } from "@/components/ui/local-clock";
import type { UsageQuery, UsageReport } from "@/lib/features/usage/contract";
import { csvLine } from "@/lib/platform/csv";
import { bucketTotal, chartSeries } from "./usage-series";

/** The filters of a view, in the order of their columns. */
const filterColumns = ["product", "environment", "credentialId", "endpoint", "status", "kind", "customerId"] as const;

/** The view as CSV: a line for each bucket with what the chart stacks, its total and its latencies, and the filters it was counted under. */
export function usageCsv(report: UsageReport, query: UsageQuery): string {
  const series = chartSeries(report);
  const { previous } = report;
  const header = [
    "start_utc",
    "zone",
    ...filterColumns,
    ...series.map(({ label }) => label),
    "total",
    ...(previous ? ["before"] : []),
    "p50_ms",
    "p95_ms",
    "p99_ms",
  ];
  const scope = filterColumns.map((name) => query[name] ?? "all");
  const rows = report.buckets.map((bucket, place) => [
    bucket.start,
    report.zone,
    ...scope,
    ...series.map(({ values }) => values[place] ?? 0),
    bucketTotal(bucket),
    ...(previous ? [previous.values[place] ?? 0] : []),
    bucket.latency?.p50 ?? null,
    bucket.latency?.p95 ?? null,
    bucket.latency?.p99 ?? null,
  ]);
  return [header, ...rows].map(csvLine).join("");
}

/** The view as JSON: what was asked, and the answer as the endpoint gives it. */
export function usageJson(report: UsageReport, query: UsageQuery): string {
  return `${JSON.stringify({ query, report }, null, 2)}\n`;
}

/** A file name that tells one export from another, with the days of the report's zone. */
export function usageFileName(query: UsageQuery, report: UsageReport, nowMs: number, ending: "csv" | "json"): string {
  const { from, to, zone } = report;
  const days = [from, to].map((at) => clockOf(Date.parse(at), zone).slice(0, 10));
  const span = query.from ? days.join("-to-") : query.range;
  const by = query.group && query.group !== "status" ? `by-${query.group}` : "";
  const parts = [
    "usage",
    span,
    by,
    query.product,
    query.environment,
    query.credentialId && "one-key",
    query.customerId && "one-customer",
  ];
  return `${[...parts.filter(Boolean), new Date(nowMs).toISOString().slice(0, 10)].join("-")}.${ending}`;
}
