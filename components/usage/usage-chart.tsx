"use client";
import { bucketName } from "@/components/ui/bucket-time";
import { ChartBars } from "@/components/ui/chart-bars";
import { ChartFrame, type Span } from "@/components/ui/chart-frame";
import { countLines } from "@/components/ui/chart-scale";
import { plural } from "@/components/ui/figures";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import type { UsageReport } from "@/lib/features/usage/contract";
import { ChartTooltip } from "./chart-tooltip";
import { LatencyLines } from "./latency-lines";
import { readOut } from "./read-out";
import { bucketTotal, chartSeries } from "./usage-series";

/** Requests by bucket as stacked bars, and below them how long answers took. */
export default function UsageChart({
  report,
  onZoom,
  onZoomOut,
}: {
  report: UsageReport;
  onZoom: (span: Span) => void;
  /** Absent: there is nothing to go back to. */
  onZoomOut?: (() => void) | undefined;
}) {
  const nowMs = Date.now();
  const locale = useOwnLocale();
  const { buckets, previous, from, to } = report;
  const series = chartSeries(report);
  const starts = buckets.map(({ start }) => start);
  const before = previous?.values ?? [];
  const lines = countLines(Math.max(...buckets.map(bucketTotal), ...before, 1));
  const nameAt = (at: number) => bucketName(starts[at] ?? "", report, nowMs, locale);
  return (
    <ChartFrame
      name={plural(report.total, "request")}
      {...{ starts, from, to, onZoom, onZoomOut }}
      readOut={(at) => readOut(report, series, at, nameAt(at))}
    >
      {({ size, at, marked }) => (
        <>
          <ChartBars steps={report} {...{ starts, series, lines, before, size, at, marked, nowMs }} />
          <LatencyLines report={report} size={size} at={at} />
          {at !== null && <ChartTooltip report={report} series={series} at={at} name={nameAt(at)} size={size} />}
        </>
      )}
    </ChartFrame>
  );
}
