"use client";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { type ChartCursor, cursorAfterKey, markedPlaces, noCursor } from "./chart-cursor";
import { type PlotSize, placeAt } from "./chart-plot";
import { useWidth } from "./use-width";

export type Span = { from: string; to: string };

/** What is drawn in a chart: its size, the bucket that is read, and the part that is marked. */
export type Drawn = { size: PlotSize; at: number | null; marked: { first: number; last: number } | null };

/**
 * A chart by buckets of time. Pointing at a bucket or walking to it with the arrow keys reads it out; dragging, or Shift
 * with the arrows and Enter, zooms into what is marked.
 */
export function ChartFrame({
  name,
  starts,
  from,
  to,
  readOut,
  onZoom,
  onZoomOut,
  children,
}: {
  /** What it is a chart of, as part of a sentence. */
  name: string;
  /** When each bucket begins; the last one ends where the span does. */
  starts: readonly string[];
  from: string;
  to: string;
  /** A bucket in a sentence. */
  readOut: (at: number) => string;
  onZoom: (span: Span) => void;
  /** Absent: there is nothing to go back to. */
  onZoomOut?: (() => void) | undefined;
  children: (drawn: Drawn) => ReactNode;
}) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<ChartCursor>(noCursor);
  const last = Math.max(0, starts.length - 1);
  const size: PlotSize = { width, buckets: starts.length };
  // Figures that were renewed may have fewer buckets.
  const at = cursor.at === null ? null : Math.min(cursor.at, last);
  const marked = markedPlaces({ at, anchor: cursor.anchor });

  function zoom(places: { first: number; last: number } | null) {
    const start = places && starts[places.first];
    setCursor(noCursor);
    if (!places || !start) return;
    const end = starts[places.last + 1] ?? to;
    if (start !== from || end !== to) onZoom({ from: start, to: end });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const next = cursorAfterKey({ at, anchor: cursor.anchor }, event, starts.length);
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
      aria-label={`Chart of ${name}. Arrow keys read it out. Shift with arrow keys marks a part, Enter zooms in, Escape goes back.`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={at === null ? "No bucket chosen" : readOut(at)}
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
      {width > 0 && children({ size, at, marked })}
    </div>
  );
}
