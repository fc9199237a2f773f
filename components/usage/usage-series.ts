import type { ChartSeries } from "@/components/ui/chart-bars";
import type { UsageBucket, UsageReport } from "@/lib/features/usage/contract";

/**
 * A request's outcomes as the chart stacks them, bottom first. 429 stands apart: being limited is not being wrong. The
 * grey ones lie between amber and red, which some eyes cannot tell apart.
 */
export const usageSeries = [
  { id: "succeeded", label: "Succeeded", color: "var(--chart-succeeded)" },
  { id: "rateLimited", label: "Rate limited (429)", color: "var(--chart-limited)" },
  { id: "clientErrors", label: "Client errors", color: "var(--chart-refused)" },
  { id: "serverErrors", label: "Server errors", color: "var(--chart-failed)" },
] as const satisfies readonly { id: keyof Omit<UsageBucket, "start" | "latency">; label: string; color: string }[];

export type SeriesId = (typeof usageSeries)[number]["id"];
export type SeriesTotals = Record<SeriesId, number>;

/** All requests of a bucket. */
export function bucketTotal(bucket: SeriesTotals): number {
  return bucket.succeeded + bucket.clientErrors + bucket.rateLimited + bucket.serverErrors;
}

const groupColors = [1, 2, 3, 4, 5, 6].map((place) => `var(--chart-${place})`);
const restColor = "var(--chart-rest)";

/** What a chart stacks, bottom first: the groups asked for, or the outcomes where requests are not grouped. */
export function chartSeries({ buckets, groups }: Pick<UsageReport, "buckets" | "groups">): ChartSeries[] {
  if (groups.length > 0) {
    return groups.map(({ id, name, values, requests }, place) => ({
      id: id ?? "",
      label: name,
      color: id === null ? restColor : (groupColors[place] ?? restColor),
      values,
      total: requests,
    }));
  }
  const totals = seriesTotals(buckets);
  return usageSeries.map(({ id, label, color }) => ({
    id,
    label,
    color,
    values: buckets.map((bucket) => bucket[id]),
    total: totals[id],
  }));
}

/**
 * How much more than in the span before, as a share; null where there was nothing before. Only buckets that are over are
 * compared, each with its own before: of the running one a part has passed, and of later ones nothing.
 */
export function comparedOf(
  { buckets, previous, to }: Pick<UsageReport, "buckets" | "previous" | "to">,
  nowMs: number,
): { share: number | null; isWhole: boolean } {
  const ends = [...buckets.slice(1).map(({ start }) => start), to];
  const over = ends.filter((end) => Date.parse(end) <= nowMs).length;
  const sum = (values: readonly number[]) => values.slice(0, over).reduce((total, value) => total + value, 0);
  const [now, before] = [sum(buckets.map(bucketTotal)), sum(previous?.values ?? [])];
  return { share: before === 0 ? null : (now - before) / before, isWhole: over === buckets.length };
}

/** The series summed over buckets. */
export function seriesTotals(buckets: readonly UsageBucket[]): SeriesTotals {
  const totals: SeriesTotals = { succeeded: 0, clientErrors: 0, rateLimited: 0, serverErrors: 0 };
  for (const bucket of buckets) for (const { id } of usageSeries) totals[id] += bucket[id];
  return totals;
}

/** Client and server errors as a share of all requests, 0 to 1, without the limited ones; null where nothing was asked. */
export function errorRate(totals: SeriesTotals): number | null {
  return shareOf(totals.clientErrors + totals.serverErrors, bucketTotal(totals));
}

/** A part of a whole, 0 to 1; null where the whole is nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The totals of `parts` stretches of equal length, oldest first, for a line too small for every bucket. */
export function condensedTotals(buckets: readonly UsageBucket[], parts: number): number[] {
  const sums = Array.from({ length: Math.min(parts, buckets.length) }, () => 0);
  buckets.forEach((bucket, index) => {
    const part = Math.floor((index * sums.length) / buckets.length);
    sums[part] = (sums[part] ?? 0) + bucketTotal(bucket);
  });
  return sums;
}
