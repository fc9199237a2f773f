"use client";
import { useRef } from "react";
import type { Span } from "./chart-frame";

type Time = { from: string | undefined; to: string | undefined };

/**
 * Zooming into a part of the time in view, and back step by step. Each step is one that the browser's Back takes back. From a
 * span that was chosen in another way it is back to `whole`, what is in view without a part. `time` may hold more than its two
 * ends, which comes back with them.
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
  // All of them, since Forward may lead to each again.
  const steps = useRef<{ before: T; span: Span }[]>([]);
  const zoomOut = () => {
    const step = steps.current.findLast(({ span }) => span.from === time.from && span.to === time.to);
    set(step?.before ?? whole, "new");
  };
  return {
    zoomIn: (span: Span) => {
      steps.current.push({ before: time, span });
      set({ ...whole, ...span }, "new");
    },
    zoomOut: time.from && time.to ? zoomOut : undefined,
  };
}
