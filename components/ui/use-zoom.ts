"use client";
import { useRef } from "react";
import type { Span } from "./chart-frame";

type Time = { from: string | undefined; to: string | undefined };

/**
 * Zooming into a part of the time in view, and back step by step, or by the browser's Back. From a span that was chosen in
 * another way it is back to `whole`, what is in view without a part. `time` may hold more than its two ends, which comes
 * back with them.
 */
export function useZoom<T extends Time>({
  time,
  whole,
  set,
}: {
  time: T;
  whole: T;
  set: (time: T, entry?: "new") => void;
}) {
  const steps = useRef<{ before: T; span: Span }[]>([]);
  const zoomOut = () => {
    const isInView = ({ span }: { span: Span }) => span.from === time.from && span.to === time.to;
    const place = steps.current.findLastIndex(isInView);
    const [step] = place < 0 ? [] : steps.current.splice(place);
    set(step?.before ?? whole);
  };
  return {
    zoomIn: (span: Span) => {
      steps.current.push({ before: time, span });
      set({ ...whole, ...span }, "new");
    },
    zoomOut: time.from && time.to ? zoomOut : undefined,
  };
}
