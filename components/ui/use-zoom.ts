"use client";
import { useRef } from "react";

type Time = { from: string | undefined; to: string | undefined };

/**
 * Zooming into a part of the time in view, and back step by step; from a shared address, back to `whole`, what is in view
 * without a part. `time` may hold more than its two ends, which comes back with them.
 */
export function useZoom<T extends Time>({ time, whole, set }: { time: T; whole: T; set: (time: T) => void }) {
  const steps = useRef<T[]>([]);
  return {
    zoomIn: (span: { from: string; to: string }) => {
      steps.current.push(time);
      set({ ...whole, ...span });
    },
    zoomOut: time.from && time.to ? () => set(steps.current.pop() ?? whole) : undefined,
  };
}
