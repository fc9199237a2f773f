const width = 96;
const height = 28;
const inset = 2;

/** A small line of `values` without axes; `label` says in words what it shows. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const peak = Math.max(1, ...values);
  const stepX = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0;
  const points = values.map((value, index) => {
    const x = inset + index * stepX;
    const y = height - inset - (value / peak) * (height - 2 * inset);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const line = points.length > 1 ? points.join(" ") : `${inset},${height - inset} ${width - inset},${height - inset}`;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-7 w-24"
    >
      <polygon
        points={`${inset},${height - inset} ${line} ${width - inset},${height - inset}`}
        className="fill-accent-soft"
      />
      <polyline
        points={line}
        fill="none"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
        className="stroke-chart-succeeded"
      />
    </svg>
  );
}
