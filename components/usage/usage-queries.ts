import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { quotasContract, type UsageQuery, usageContract } from "@/lib/features/usage/contract";
import { call } from "@/lib/http/call";

/** Requests over time. The short ranges move while one looks, so they are asked for more often. */
export function usageReportQuery(query: UsageQuery) {
  return queryOptions({
    queryKey: ["usage", query],
    queryFn: ({ signal }) => call(usageContract, { query }, { signal }),
    refetchInterval: query.range === "24h" ? 15_000 : 60_000,
    placeholderData: keepPreviousData,
  });
}

/** Limits and what is used of them: the one source of every quota bar. */
export const quotasQuery = queryOptions({
  queryKey: ["quotas"],
  queryFn: ({ signal }) => call(quotasContract, {}, { signal }),
  refetchInterval: 10_000,
});
