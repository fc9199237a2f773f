import type { UsageBucket, UsageReport } from "@/lib/features/usage/contract";

const hourMs = 3_600_000;

/** A report of hours that begin at `from`, with so many requests of each outcome in each; what a test does not say is empty. */
export function usageReport(
  buckets: readonly Partial<Omit<UsageBucket, "start">>[],
  change: Partial<UsageReport> = {},
): UsageReport {
  const fromMs = Date.parse(change.from ?? "2026-11-22T00:00:00.000Z");
  const at = (place: number) => new Date(fromMs + place * hourMs).toISOString();
  const filled = buckets.map((bucket, place) => ({
    start: at(place),
    succeeded: 0,
    clientErrors: 0,
    rateLimited: 0,
    serverErrors: 0,
    latency: null,
    ...bucket,
  }));
  return {
    interval: "hour",
    zone: "UTC",
    from: at(0),
    to: at(buckets.length),
    buckets: filled,
    total: filled.reduce((sum, one) => sum + one.succeeded + one.clientErrors + one.rateLimited + one.serverErrors, 0),
    latency: null,
    groups: [],
    previous: null,
    topCredentials: [],
    topEndpoints: [],
    ...change,
  };
}
