"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type Column, headingClass } from "./column";
import { TH } from "./table";

/** How a table is sorted, and how to sort it otherwise: an order's name, with a minus in front the other way around. */
export type Sorting = { value: string; set: (value: string) => void };

type Sorts = Pick<NonNullable<Column<never, never>["sort"]>, "by" | "first">;

/** The heading of a column that a table can be sorted by: a button, and what it is sorted by now. */
export function SortHeading({
  column,
  sort: { by, first },
  sorting,
}: {
  column: Pick<Column<never, never>, "label" | "from" | "align" | "width">;
  sort: Sorts;
  sorting: Sorting;
}) {
  const direction = sorting.value === by ? "ascending" : sorting.value === `-${by}` ? "descending" : "none";
  const next = direction === "none" ? (first === "desc" ? `-${by}` : by) : direction === "ascending" ? `-${by}` : by;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <TH className={headingClass(column)} aria-sort={direction}>
      <button
        type="button"
        onClick={() => sorting.set(next)}
        className="group focus-ring -mx-1 inline-flex min-h-6 items-center gap-1 rounded-md px-1 hover:text-foreground"
      >
        {column.label}
        <Arrow aria-hidden className={`size-3 ${direction === "none" ? "opacity-0 group-hover:opacity-60" : ""}`} />
      </button>
    </TH>
  );
}
