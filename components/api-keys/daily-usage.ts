import type { ApiKeyUsage } from "@/lib/features/api-keys/activity-contract";

export type DailyUsage = ApiKeyUsage["data"]["daily"][number];
export type UsageTotals = Omit<DailyUsage, "date">;

/** The sums of the days. `errors` are refused or failed requests other than 429, which are `rateLimited`. */
export function totalsOf(daily: readonly DailyUsage[]): UsageTotals {
  return daily.reduce(
    (sum, day) => ({
      requests: sum.requests + day.requests,
      errors: sum.errors + day.errors,
      rateLimited: sum.rateLimited + day.rateLimited,
    }),
    { requests: 0, errors: 0, rateLimited: 0 },
  );
}

/** The heights of a day's parts in percent of the busiest day; no part of a day that had one vanishes. */
export function barOf({ requests, errors, rateLimited }: DailyUsage, peak: number) {
  const share = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / Math.max(peak, 1)) * 100));
  return {
    succeeded: share(Math.max(0, requests - errors - rateLimited)),
    rateLimited: share(rateLimited),
    errors: share(errors),
  };
}
