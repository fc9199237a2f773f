import type { UsageQuery, UsageReport } from "@/lib/features/usage/contract";
import { csvLine } from "@/lib/platform/csv";
import { bucketTotal } from "./usage-series";

const header = [
  "start_utc",
  "product",
  "environment",
  "key",
  "succeeded",
  "client_errors",
  "rate_limited",
  "server_errors",
  "total",
];

/** The buckets in view as CSV; each row says which filter it was counted under, so that files can be joined. */
export function usageCsv(report: UsageReport, filter: UsageQuery, credentialName: string | null): string {
  const scope = [filter.product ?? "all", filter.environment ?? "all", credentialName ?? filter.credentialId ?? "all"];
  const rows = report.buckets.map((bucket) => [
    bucket.start,
    ...scope,
    bucket.succeeded,
    bucket.clientErrors,
    bucket.rateLimited,
    bucket.serverErrors,
    bucketTotal(bucket),
  ]);
  return [header, ...rows].map(csvLine).join("");
}

/** A file name that tells one export from another. */
export function usageCsvName(filter: UsageQuery, nowMs: number): string {
  const parts = ["usage", filter.range, filter.product, filter.environment, filter.credentialId && "one-key"];
  return `${[...parts.filter(Boolean), new Date(nowMs).toISOString().slice(0, 10)].join("-")}.csv`;
}
