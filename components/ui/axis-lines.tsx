import { chartMargin } from "./chart-plot";

/** The lines across a chart, each with its value before it. */
export function AxisLines({
  values,
  width,
  yOf,
  textOf,
}: {
  values: readonly number[];
  width: number;
  yOf: (value: number) => number;
  textOf: (value: number) => string;
}) {
  return values.map((value) => (
    <g key={value}>
      <line x1={chartMargin.left} x2={width} y1={yOf(value)} y2={yOf(value)} className="stroke-border" />
      <text x={chartMargin.left - 8} y={yOf(value) + 4} textAnchor="end" className="fill-muted">
        {textOf(value)}
      </text>
    </g>
  ));
}
