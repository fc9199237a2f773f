import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Glyph } from "./glyph";

/** What is wrong with a whole form, announced when it appears; `quiet` says something of it where nothing is wrong. */
export function FormAlert({ quiet = false, children }: { quiet?: boolean; children: ReactNode }) {
  return (
    <div
      role={quiet ? "status" : "alert"}
      data-of-form=""
      className={classNames(
        "flex items-start gap-2.5 rounded-lg px-3 py-2.5 text-sm",
        quiet ? "bg-surface-sunken text-muted" : "bg-danger-soft text-danger-text",
      )}
    >
      <Glyph of="alert" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
