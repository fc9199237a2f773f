import { count, milliseconds, percent } from "@/components/ui/figures";
import type { UsageReport } from "@/lib/features/usage/contract";
import { chartSeries, shareOf } from "./usage-series";

/** The chart's colours in words, each with its total, its share, and where it is a group, how long its answers took. */
export function SeriesLegend({ report }: { report: UsageReport }) {
  const latencies = new Map(report.groups.map(({ id, latency }) => [id ?? "", latency]));
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:flex sm:flex-wrap sm:gap-x-10">
      {chartSeries(report).map(({ id, label, color, total }) => {
        const latency = latencies.get(id);
        return (
          <div key={id} className="min-w-0 sm:max-w-56">
            <dt className="flex items-center gap-2 text-xs text-muted" title={label}>
              <span className="size-2.5 shrink-0 rounded-sm" style={{ background: color }} aria-hidden="true" />
              <bdi className="truncate text-left">{label}</bdi>
            </dt>
            <dd className="mt-1 text-sm tabular-nums">
              {count(total)} <span className="ml-2 text-muted">{percent(shareOf(total, report.total))}</span>
              {latency && <span className="block text-xs text-muted">p95 {milliseconds(latency.p95)}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
