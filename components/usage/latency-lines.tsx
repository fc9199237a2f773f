import { AxisLines } from "@/components/ui/axis-lines";
import { chartHeights, chartMargin, middleOf, type PlotSize } from "@/components/ui/chart-plot";
import { axisLines } from "@/components/ui/chart-scale";
import { milliseconds } from "@/components/ui/figures";
import type { UsageReport } from "@/lib/features/usage/contract";

/** The percentiles in view, from the fastest. Shades of one colour: they are one thing at three depths. */
export const percentiles = [
  { id: "p50", label: "p50", className: "stroke-chart-1", dash: "none" },
  { id: "p95", label: "p95", className: "stroke-chart-2", dash: "5 3" },
  { id: "p99", label: "p99", className: "stroke-chart-3", dash: "2 3" },
] as const;

/** How long answers took, by bucket; buckets without answers leave a gap. Nothing where nothing was timed. */
export function LatencyLines({ report, size, at }: { report: UsageReport; size: PlotSize; at: number | null }) {
  const { buckets, latency } = report;
  if (!latency) return null;
  const lines = axisLines(Math.max(...buckets.map((bucket) => bucket.latency?.p99 ?? 0)));
  const top = lines.at(-1) ?? 1;
  const shown = [0, top / 2, top];
  const plot = chartHeights.latencies - chartMargin.top - 8;
  const yOf = (value: number) => chartMargin.top + plot * (1 - value / top);
  return (
    <svg
      aria-hidden="true"
      width={size.width}
      height={chartHeights.latencies}
      className="mt-3 block overflow-visible text-xs tabular-nums"
    >
      <AxisLines values={shown} width={size.width} yOf={yOf} textOf={milliseconds} />
      {at !== null && (
        <line
          x1={middleOf(at, size)}
          x2={middleOf(at, size)}
          y1={chartMargin.top}
          y2={chartMargin.top + plot}
          className="stroke-border-strong"
        />
      )}
      {percentiles.map(({ id, className, dash }) => (
        <path
          key={id}
          d={pathOf(
            buckets.map((bucket) => bucket.latency?.[id] ?? null),
            (place) => middleOf(place, size),
            yOf,
          )}
          fill="none"
          strokeWidth={1.75}
          strokeDasharray={dash}
          strokeLinecap="round"
          className={className}
        />
      ))}
    </svg>
  );
}

const loneLength = 6;

/** A line through what is known; a value alone is a short stroke. */
function pathOf(values: readonly (number | null)[], xOf: (place: number) => number, yOf: (value: number) => number) {
  return values
    .map((value, place) => {
      if (value === null) return "";
      const pointAt = (x: number) => `${x.toFixed(1)},${yOf(value).toFixed(1)}`;
      const [before = null, after = null] = [values[place - 1], values[place + 1]];
      if (before !== null) return `L${pointAt(xOf(place))}`;
      return after !== null ? `M${pointAt(xOf(place))}` : `M${pointAt(xOf(place) - loneLength / 2)}h${loneLength}`;
    })
    .join("");
}
