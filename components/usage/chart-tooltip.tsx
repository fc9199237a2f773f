import type { ChartSeries } from "@/components/ui/chart-bars";
import type { PlotSize } from "@/components/ui/chart-plot";
import { ChartTip, TipLine } from "@/components/ui/chart-tip";
import { count, milliseconds } from "@/components/ui/figures";
import type { UsageReport } from "@/lib/features/usage/contract";
import { percentiles } from "./latency-lines";
import { bucketTotal } from "./usage-series";

/** What the bucket that is pointed at holds: what is stacked, its total, and how long answers took. */
export function ChartTooltip({
  report,
  series,
  at,
  name,
  size,
}: {
  report: UsageReport;
  series: readonly ChartSeries[];
  at: number;
  name: string;
  size: PlotSize;
}) {
  const bucket = report.buckets[at];
  if (!bucket) return null;
  const before = report.previous?.values[at];
  return (
    <ChartTip name={name} at={at} size={size}>
      {series.map(({ id, label, color, values }) => (
        <div key={id} className="flex items-center justify-between gap-6">
          <dt className="flex min-w-0 items-center gap-2 text-muted">
            <span className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
            <bdi className="truncate text-left">{label}</bdi>
          </dt>
          <dd className="tabular-nums">{count(values[at] ?? 0)}</dd>
        </div>
      ))}
      <TipLine label="Total" value={count(bucketTotal(bucket))} strong />
      {before !== undefined && <TipLine label="Before" value={count(before)} />}
      {bucket.latency &&
        percentiles.map(({ id, label }) => (
          <TipLine key={id} label={label} value={milliseconds(bucket.latency?.[id] ?? 0)} />
        ))}
    </ChartTip>
  );
}
