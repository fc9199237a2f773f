import type { UsageReport } from "@/lib/features/usage/contract";
import { middleOf, type PlotSize } from "./chart-plot";
import { count, milliseconds } from "./figures";
import { percentiles } from "./latency-lines";
import { bucketTotal, type ChartSeries } from "./usage-series";

/** The figures of the bucket that is pointed at, on the side of the chart that has room. */
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
  const x = middleOf(at, size);
  const isLeft = x > size.width / 2;
  const before = report.previous?.values[at];
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-2 z-10 max-w-64 min-w-48 rounded-lg border bg-surface-raised p-3 text-xs shadow-overlay"
      style={isLeft ? { right: size.width - x + 12 } : { left: x + 12 }}
    >
      <p className="mb-2 font-medium">{name}</p>
      <dl className="space-y-1">
        {series.map(({ id, label, color, values }) => (
          <div key={id} className="flex items-center justify-between gap-6">
            <dt className="flex min-w-0 items-center gap-2 text-muted">
              <span className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
              <span className="truncate">{label}</span>
            </dt>
            <dd className="tabular-nums">{count(values[at] ?? 0)}</dd>
          </div>
        ))}
        <Line label="Total" value={count(bucketTotal(bucket))} strong />
        {before !== undefined && <Line label="Before" value={count(before)} />}
        {bucket.latency &&
          percentiles.map(({ id, label }) => (
            <Line key={id} label={label} value={milliseconds(bucket.latency?.[id] ?? 0)} />
          ))}
      </dl>
    </div>
  );
}

function Line({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <div className={strong ? "flex justify-between gap-6 border-t pt-1 font-medium" : "flex justify-between gap-6"}>
      <dt className={strong ? "" : "text-muted"}>{label}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
}
