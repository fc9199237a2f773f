"use client";
import { useRef } from "react";
import type { Address } from "@/components/ui/use-address";
import type { usageFilters } from "./usage-filter";

type Time = { range: string | undefined; from: string | undefined; to: string | undefined };

/** Zooming into a part of the time in view, and back step by step; from a shared address, back to the range that it has without the part. */
export function useZoom({ values, set }: Address<typeof usageFilters>) {
  const steps = useRef<Time[]>([]);
  const { range, from, to } = values;
  return {
    zoomIn: (span: { from: string; to: string }) => {
      steps.current.push({ range, from, to });
      set({ ...span, live: "" });
    },
    zoomOut: from && to ? () => set(steps.current.pop() ?? { from: "", to: "" }) : undefined,
  };
}
