import { AxisLines } from "./axis-lines";
import { type Steps, tickName, tickPlaces } from "./bucket-time";
import { barWidth, chartHeights, chartMargin, middleOf, type PlotSize, stepOf } from "./chart-plot";
import { shortCount } from "./figures";
import { useOwnLocale } from "./use-own-locale";

const tickSpacing = 92;

/** One colour of a chart: a name with its values by bucket. */
export type ChartSeries = { id: string; label: string; color: string; values: readonly number[]; total: number };

/** The stacked bars with their axes, the marked part, and the line of the span before. */
export function ChartBars({
  starts,
  steps,
  series,
  lines,
  before = [],
  size,
  at,
  marked,
  nowMs,
}: {
  /** When each bucket begins. */
  starts: readonly string[];
  steps: Steps;
  series: readonly ChartSeries[];
  /** Where the axis has its lines, from 0; the last is at or above what is stacked highest. */
  lines: readonly number[];
  /** The values of the span before. */
  before?: readonly number[];
  size: PlotSize;
  at: number | null;
  marked: { first: number; last: number } | null;
  nowMs: number;
}) {
  const locale = useOwnLocale();
  const top = lines.at(-1) ?? 1;
  const plot = chartHeights.counts - chartMargin.top;
  const yOf = (value: number) => chartMargin.top + plot * (1 - value / top);
  const step = stepOf(size);
  const bar = barWidth(size);
  const ticks = tickPlaces(starts, steps, Math.max(2, Math.floor(size.width / tickSpacing)));
  return (
    <svg
      aria-hidden="true"
      width={size.width}
      height={chartHeights.counts + chartHeights.times}
      className="block overflow-visible text-xs tabular-nums"
    >
      <AxisLines values={lines} width={size.width} yOf={yOf} textOf={shortCount} />
      {marked && marked.first !== marked.last ? (
        <rect
          x={chartMargin.left + marked.first * step}
          y={chartMargin.top}
          width={(marked.last - marked.first + 1) * step}
          height={plot}
          className="fill-accent-soft"
        />
      ) : (
        at !== null && (
          <rect
            x={chartMargin.left + at * step}
            y={chartMargin.top}
            width={step}
            height={plot}
            className="fill-border opacity-60"
          />
        )
      )}
      {starts.map((start, place) => {
        let below = 0;
        return (
          <g key={start}>
            {series.map(({ id, color, values }) => {
              const value = values[place] ?? 0;
              if (value === 0) return null;
              const from = below;
              below += value;
              return (
                <rect
                  key={id}
                  x={middleOf(place, size) - bar / 2}
                  y={yOf(below)}
                  width={bar}
                  // The least stays in view beside the most.
                  height={Math.max(1, yOf(from) - yOf(below))}
                  fill={color}
                />
              );
            })}
          </g>
        );
      })}
      {before.length > 0 && (
        <polyline
          points={before.map((value, place) => `${middleOf(place, size)},${yOf(value)}`).join(" ")}
          fill="none"
          strokeWidth={1.5}
          strokeDasharray="4 3"
          className="stroke-foreground"
        />
      )}
      {ticks.map((place) => (
        <text
          key={starts[place]}
          x={Math.min(middleOf(place, size), size.width - chartMargin.right - 20)}
          y={chartHeights.counts + 17}
          textAnchor="middle"
          className="fill-muted"
        >
          {tickName(starts[place] ?? "", steps, nowMs, locale)}
        </text>
      ))}
    </svg>
  );
}
