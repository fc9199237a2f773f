import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  latestRequestsContract,
  quotasContract,
  type UsageQuery,
  type UsageReport,
  usageContract,
} from "@/lib/features/usage/contract";
import { call } from "@/lib/http/call";

/** How soon figures are read again, and how the page says it: live ones as fast as requests are counted. */
const paces = {
  live: { ms: 1_000, text: "live" },
  short: { ms: 15_000, text: "renewed every 15 seconds" },
  longer: { ms: 60_000, text: "renewed every minute" },
  past: { ms: false, text: "complete" },
} as const;
/** Until then requests of a span that is over may still be counted. */
const countingMs = 60_000;

/** Requests over time, live or as their range moves. */
export function usageReportQuery(query: UsageQuery, { live = false } = {}) {
  return queryOptions({
    queryKey: ["usage", query],
    queryFn: ({ signal }) => call(usageContract, { query }, { signal }),
    refetchInterval: ({ state }) => refreshMsOf(query, live, state.data),
    placeholderData: keepPreviousData,
  });
}

/** How soon a report is read again, in milliseconds; false for never. */
export function refreshMsOf(query: UsageQuery, live: boolean, report: UsageReport | undefined): number | false {
  return paceOf(query, live, report).ms;
}

/** How old the figures in view may be, in words. */
export function paceText(query: UsageQuery, live: boolean, report: UsageReport | undefined): string {
  return paceOf(query, live, report).text;
}

function paceOf(query: UsageQuery, live: boolean, report: UsageReport | undefined) {
  // Where nothing was counted at all, somebody waits for the first request.
  const isAwaited = report?.total === 0 && !narrowing.some((name) => query[name] !== undefined);
  if (live || isAwaited) return paces.live;
  // The last bucket may go on after the end that was asked for.
  const ends = [query.to, report?.to].map((end = "") => Date.parse(end) + countingMs);
  if (query.to !== undefined && !ends.some((endMs) => endMs >= Date.now())) return paces.past;
  return query.range === "24h" || query.range === "1h" ? paces.short : paces.longer;
}

/** What makes a report hold less than all that was counted lately. */
const narrowing = [
  "from",
  "product",
  "environment",
  "credentialId",
  "customerId",
  "endpoint",
  "status",
  "kind",
] as const;

/** Limits and what is used of them: the one source of every quota bar. */
export const quotasQuery = queryOptions({
  queryKey: ["quotas"],
  queryFn: ({ signal }) => call(quotasContract, {}, { signal }),
  refetchInterval: 10_000,
});

/** The organization's last requests. */
export const latestRequestsQuery = queryOptions({
  queryKey: ["usage", "latest"],
  queryFn: ({ signal }) => call(latestRequestsContract, {}, { signal }),
  refetchInterval: 10_000,
});
