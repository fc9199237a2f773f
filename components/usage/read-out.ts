import type { ChartSeries } from "@/components/ui/chart-bars";
import { count, milliseconds, plural } from "@/components/ui/figures";
import type { UsageReport } from "@/lib/features/usage/contract";
import { bucketTotal } from "./usage-series";

/** A bucket and its name in a sentence, for those who hear the chart: what is 0 is left out. */
export function readOut(report: UsageReport, series: readonly ChartSeries[], at: number, name: string): string {
  const bucket = report.buckets[at];
  if (!bucket) return "";
  const { latency } = bucket;
  const parts = series.flatMap(({ label, values }) => (values[at] ? [`${label} ${count(values[at])}`] : []));
  const before = report.previous?.values[at];
  return [
    name,
    plural(bucketTotal(bucket), "request"),
    ...parts,
    ...(before === undefined ? [] : [`before ${count(before)}`]),
    ...(latency ? [`half within ${milliseconds(latency.p50)}, 99% within ${milliseconds(latency.p99)}`] : []),
  ].join(", ");
}
