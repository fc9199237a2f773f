import type { ReactNode } from "react";
import { middleOf, type PlotSize } from "./chart-plot";

/** The figures of the bucket that is pointed at, on the side of the chart that has room; its lines are of a `dl`. */
export function ChartTip({
  name,
  at,
  size,
  children,
}: {
  name: string;
  at: number;
  size: PlotSize;
  children: ReactNode;
}) {
  const x = middleOf(at, size);
  const isLeft = x > size.width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-2 z-10 max-w-64 min-w-48 rounded-lg border bg-surface-raised p-3 text-xs shadow-overlay"
      style={isLeft ? { right: size.width - x + 12 } : { left: x + 12 }}
    >
      <p className="mb-2 font-medium">{name}</p>
      <dl className="space-y-1">{children}</dl>
    </div>
  );
}

/** One figure of it. */
export function TipLine({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <div className={strong ? "flex justify-between gap-6 border-t pt-1 font-medium" : "flex justify-between gap-6"}>
      <dt className={strong ? "" : "text-muted"}>{label}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
}
