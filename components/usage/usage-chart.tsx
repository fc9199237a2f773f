"use client";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import type { UsageReport } from "@/lib/features/usage/contract";
import { bucketName } from "./bucket-time";
import { ChartBars } from "./chart-bars";
import { type ChartCursor, cursorAfterKey, markedPlaces, noCursor } from "./chart-cursor";
import { type PlotSize, placeAt } from "./chart-plot";
import { ChartTooltip } from "./chart-tooltip";
import { plural } from "./figures";
import { LatencyLines } from "./latency-lines";
import { readOut } from "./read-out";
import { chartSeries } from "./usage-series";
import { useWidth } from "./use-width";

export type Span = { from: string; to: string };

/**
 * Requests by bucket as stacked bars, and below them how long answers took. Pointing at a bucket or walking to it with the
 * arrow keys reads it out; dragging, or Shift with the arrows and Enter, zooms into what is marked.
 */
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
  const [frame, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<ChartCursor>(noCursor);
  const nowMs = Date.now();
  const { buckets } = report;
  const size: PlotSize = { width, buckets: buckets.length };
  const series = chartSeries(report);
  // A report that was renewed may have fewer buckets.
  const at = cursor.at === null ? null : Math.min(cursor.at, buckets.length - 1);
  const bucket = at === null ? undefined : buckets[at];
  const marked = markedPlaces({ at, anchor: cursor.anchor });

  function zoom(places: { first: number; last: number } | null) {
    const from = places && buckets[places.first]?.start;
    setCursor(noCursor);
    if (!places || !from) return;
    const to = buckets[places.last + 1]?.start ?? report.to;
    if (from !== report.from || to !== report.to) onZoom({ from, to });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const next = cursorAfterKey({ at, anchor: cursor.anchor }, event, buckets.length);
    if (next) setCursor(next);
    else if (event.key === "Enter" && at !== null) zoom(marked ?? { first: at, last: at });
    else if (event.key === "Escape" && (marked || at !== null)) setCursor(noCursor);
    else if (event.key === "Escape" && onZoomOut) onZoomOut();
    else return;
    event.preventDefault();
  }

  const pointed = (event: PointerEvent<HTMLElement>) =>
    placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left, size);

  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={`Chart of ${plural(report.total, "request")}. Arrow keys read it out. Shift with arrow keys marks a part, Enter zooms in, Escape goes back.`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, buckets.length - 1)}
      aria-valuenow={at ?? Math.max(0, buckets.length - 1)}
      aria-valuetext={bucket ? readOut(report, series, at ?? 0, nowMs) : "No bucket chosen"}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(noCursor)}
      onPointerDown={(event) => {
        // A finger scrolls the page; a tap still reads a bucket out.
        if (event.pointerType === "touch" || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = pointed(event);
        setCursor({ at: place, anchor: place });
      }}
      onPointerMove={(event) => setCursor({ at: pointed(event), anchor: event.buttons === 1 ? cursor.anchor : null })}
      onPointerUp={() => marked && (marked.first !== marked.last ? zoom(marked) : setCursor({ at, anchor: null }))}
      onPointerCancel={() => setCursor(noCursor)}
      onPointerLeave={(event) => event.buttons === 0 && setCursor(noCursor)}
      className="focus-ring relative touch-pan-y rounded-lg select-none"
    >
      {width > 0 && (
        <>
          <ChartBars report={report} series={series} size={size} at={at} marked={marked} nowMs={nowMs} />
          <LatencyLines report={report} size={size} at={at} />
        </>
      )}
      {bucket && at !== null && (
        <ChartTooltip
          report={report}
          series={series}
          at={at}
          name={bucketName(bucket.start, report, nowMs)}
          size={size}
        />
      )}
    </div>
  );
}
