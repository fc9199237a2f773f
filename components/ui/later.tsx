"use client";
import { type ReactNode, useDeferredValue } from "react";

/** Draws the end of a long form a moment after the rest, in room that is kept for it, so that the form opens without waiting for it. */
export function Later({ children }: { children: ReactNode }) {
  return useDeferredValue(true, false) ? children : <div aria-hidden className="h-80 shrink-0" />;
}
