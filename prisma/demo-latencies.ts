import { emptyLatencies, latencyPlace } from "@/lib/access/latency-histogram";
import type { UsageRow } from "./demo-usage";

/** How an endpoint's answers spread around their middle: most are near it, a few take eight times as long. */
const spread = [
  { times: 0.7, share: 0.3 },
  { times: 1, share: 0.4 },
  { times: 1.5, share: 0.22 },
  { times: 3, share: 0.06 },
  { times: 8, share: 0.02 },
] as const;

/** Made-up latencies of requests: reads take a few milliseconds, writes more, refusals next to nothing, failures long. */
export function inventLatencies({ traffic, startMs, statusClass, requests }: UsageRow): number[] {
  const middle = middleMs(traffic.endpoint, statusClass);
  const counts = emptyLatencies();
  let given = 0;
  let due = 0;
  // What the shares leave over goes on from hour to hour, so that rare slow answers show in small traffic too.
  const offset = (startMs / 60_000) % 50;
  for (const { times, share } of spread) {
    due += share;
    const upTo = Math.min(requests, Math.max(given, Math.round(due * requests + (offset / 50 - 0.5) * 0.98)));
    const place = latencyPlace(Math.round(middle * times * 1_000));
    counts[place] = (counts[place] ?? 0) + upTo - given;
    given = upTo;
  }
  const last = latencyPlace(Math.round(middle * 8_000));
  counts[last] = (counts[last] ?? 0) + requests - given;
  return counts;
}

function middleMs(endpoint: string, statusClass: UsageRow["statusClass"]): number {
  if (statusClass === "429") return 0.4;
  if (statusClass === "4xx") return 1.1;
  const own = endpoint.length % 7;
  const usual = endpoint.startsWith("GET") ? 3 + own : 9 + 4 * own;
  return statusClass === "5xx" ? usual * 20 : usual;
}
