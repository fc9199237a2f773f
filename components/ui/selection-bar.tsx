"use client";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import { useEdgeHeight } from "./use-edge-height";
import type { Selected } from "./use-selection";

/** What can be done with the selected rows; it stays in view, and covers nothing that has the focus. */
export function SelectionBar<Row>({
  selected: { rows, clear, most, selectAll, busy, note },
  count,
  many,
  children,
}: {
  selected: Selected<Row>;
  /** How many rows match, without those that stand below others. */
  count: number;
  /** What they are, as "keys". */
  many: string;
  children: ReactNode;
}) {
  const chosen = rows.length;
  const bar = useRef<HTMLElement>(null);
  useEdgeHeight(bar, "--bar-height", true);
  return (
    <section
      ref={bar}
      aria-label={`Selected ${many}`}
      className="sticky bottom-[calc(0.75rem+var(--toasts-height,0px))] z-20 mt-3 flex flex-wrap items-center gap-2 rounded-xl border bg-surface-raised px-3 py-2 text-sm shadow-overlay low:flex-nowrap low:overflow-x-auto low:whitespace-nowrap"
    >
      <span className="font-medium tabular-nums">{chosen.toLocaleString("en")} selected</span>
      {note !== null && <span className="text-muted">{note}</span>}
      <span className="flex flex-1 flex-wrap items-center justify-end gap-2 low:flex-nowrap">
        {chosen > 0 && selectAll && (
          <Button variant="ghost" size="sm" pending={busy} onClick={selectAll}>
            {count > most
              ? `Select the first ${most.toLocaleString("en")}`
              : `Select all${chosen < count ? ` ${count.toLocaleString("en")}` : ""}`}
          </Button>
        )}
        {chosen > 0 && children}
        <Button variant="ghost" size="sm" aria-label="Clear the selection" onClick={clear} className="px-2">
          <X aria-hidden className="size-4" />
        </Button>
      </span>
    </section>
  );
}
