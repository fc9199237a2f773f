"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { FormAlert } from "./form-alert";

/** The answer to a press of a button that may stand out of view: it comes into view by itself. */
export function ShownAlert({ quiet = false, children }: { quiet?: boolean; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  // Nothing is returned: scrolling gives a promise in newer browsers, which React would call when the alert goes.
  useEffect(() => {
    ref.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={ref} className="scroll-my-4">
      <FormAlert quiet={quiet}>{children}</FormAlert>
    </div>
  );
}
