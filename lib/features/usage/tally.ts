import { emptyLatencies, latencyAt, timedCount, unpackLatencies } from "@/lib/access/latency-histogram";
import type { StatusClass } from "@/lib/access/usage-event";
import type { UsageBucket, UsageLatency } from "./contract";

/** Requests added up: all, by class of their status, and how long they took. */
export type Tally = { requests: number; byStatus: Partial<Record<StatusClass, number>>; latencies: number[] };

export function emptyTally(): Tally {
  return { requests: 0, byStatus: {}, latencies: Array.from(emptyLatencies()) };
}

/** Adds one row of the database: requests of one class with their histogram. */
export function addRow(tally: Tally, status: StatusClass, requests: number, packed: string | null): void {
  addTally(tally, {
    requests,
    byStatus: { [status]: requests },
    latencies: packed === null ? [] : unpackLatencies(packed),
  });
}

/** Adds one tally to another. */
export function addTally(to: Tally, other: Tally): void {
  combine(to, other, 1);
}

/** Takes a part out of a whole. What was counted between two queries makes nothing negative. */
export function subtractTally(from: Tally, part: Tally): void {
  combine(from, part, -1);
}

function combine(to: Tally, other: Tally, sign: 1 | -1): void {
  to.requests = Math.max(0, to.requests + sign * other.requests);
  for (const [status, requests] of Object.entries(other.byStatus) as [StatusClass, number][]) {
    to.byStatus[status] = Math.max(0, (to.byStatus[status] ?? 0) + sign * requests);
  }
  for (let place = 0; place < other.latencies.length; place += 1) {
    to.latencies[place] = Math.max(0, (to.latencies[place] ?? 0) + sign * (other.latencies[place] ?? 0));
  }
}

/** Requests by outcome. */
export function outcomesOf({ byStatus }: Tally): Omit<UsageBucket, "start" | "latency"> {
  return {
    succeeded: (byStatus["2xx"] ?? 0) + (byStatus["3xx"] ?? 0),
    clientErrors: byStatus["4xx"] ?? 0,
    rateLimited: byStatus["429"] ?? 0,
    serverErrors: byStatus["5xx"] ?? 0,
  };
}

/** Percentiles in milliseconds, to a hundredth; null where nothing was timed. */
export function latencyOf({ latencies }: Tally): UsageLatency | null {
  if (timedCount(latencies) === 0) return null;
  const at = (share: number) => Math.round((latencyAt(latencies, share) ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
