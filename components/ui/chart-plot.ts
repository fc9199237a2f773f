/** How wide a chart is, in pixels, and how many buckets share its width. */
export type PlotSize = { width: number; buckets: number };

/** Room for the numbers of an axis on the left, and for the end of the last label on the right. */
export const chartMargin = { left: 50, right: 12, top: 8 } as const;
/** Heights of the parts of a chart, in pixels. */
export const chartHeights = { counts: 240, times: 24, latencies: 96 } as const;

const widestBar = 36;

/** The width of one bucket. */
export function stepOf({ width, buckets }: PlotSize): number {
  return Math.max(0, width - chartMargin.left - chartMargin.right) / Math.max(1, buckets);
}

/** Where the middle of a bucket lies. */
export function middleOf(place: number, size: PlotSize): number {
  return chartMargin.left + (place + 0.5) * stepOf(size);
}

/** The bucket at a distance from the chart's left edge; the nearest one beside the plot. */
export function placeAt(x: number, size: PlotSize): number {
  const place = Math.floor((x - chartMargin.left) / stepOf(size));
  return Math.min(Math.max(Number.isFinite(place) ? place : 0, 0), Math.max(0, size.buckets - 1));
}

/** The width of a bar; many buckets stand closer. */
export function barWidth(size: PlotSize): number {
  const step = stepOf(size);
  return Math.max(0.5, Math.min(widestBar, size.buckets > 48 ? step - Math.min(1, step * 0.2) : step * 0.8));
}
