import type { UsageReport } from "@/lib/features/usage/contract";
import { count, percent } from "./figures";
import { seriesTotals, shareOf, usageSeries } from "./usage-series";

/** The chart's colours in words, each with its total and share. */
export function UsageLegend({ report }: { report: UsageReport }) {
  const totals = seriesTotals(report.buckets);
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:flex sm:flex-wrap sm:gap-x-10">
      {usageSeries.map(({ id, label, color }) => (
        <div key={id}>
          <dt className="flex items-center gap-2 text-xs text-muted">
            <span className="size-2.5 shrink-0 rounded-sm" style={{ background: color }} aria-hidden="true" />
            {label}
          </dt>
          <dd className="mt-1 text-sm tabular-nums">
            {count(totals[id])} <span className="ml-2 text-muted">{percent(shareOf(totals[id], report.total))}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
