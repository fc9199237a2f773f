"use client";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { TD, TH } from "./table";

/** Which rows of a table are selected, and how to select more. */
export type RowSelection<Row> = {
  has: (row: Row) => boolean;
  /** Why a row cannot be selected, or null. */
  whyNot: (row: Row) => string | null;
  /** What a row is called, for the name of its box. */
  nameOf: (row: Row) => string;
  /** With `extend` all from the one before up to it; a row below another has that one's index, and a depth. One that cannot be selected says why. */
  toggle: (row: Row, place: { index: number; depth: number }, extend: boolean) => void;
  /** How much is selected of all. */
  state: "none" | "some" | "all";
  toggleAll: () => void;
  /** What the box of all stands for. */
  allLabel: string;
  /** Its boxes: a table whose rows are not selected loads none of their code. */
  Cell: (props: CellProps<Row>) => ReactNode;
  Heading: (props: { selection: RowSelection<Row> }) => ReactNode;
};

type CellProps<Row> = { selection: RowSelection<Row>; row: Row; index: number; depth: number };

/** The box of a row, in the corner of its card on phones. */
export function SelectCell<Row>({ selection, row, ...place }: CellProps<Row>) {
  const reason = selection.whyNot(row);
  return (
    <TD className="max-sm:absolute max-sm:top-2.5 max-sm:left-2 pointer-coarse:max-sm:top-1 pointer-coarse:max-sm:left-1 sm:pr-0">
      <Box
        label={`Select ${selection.nameOf(row)}`}
        state={selection.has(row) ? "all" : "none"}
        reason={reason}
        onToggle={(extend) => selection.toggle(row, place, extend)}
      />
    </TD>
  );
}

/** The box of all rows. */
export function SelectHeading<Row>({ selection }: { selection: RowSelection<Row> }) {
  return (
    <TH className="sm:w-10 sm:pr-0">
      <Box label={selection.allLabel} state={selection.state} reason={null} onToggle={selection.toggleAll} />
    </TH>
  );
}

function Box({
  label,
  state,
  reason,
  onToggle,
}: {
  label: string;
  state: "none" | "some" | "all";
  reason: string | null;
  onToggle: (extend: boolean) => void;
}) {
  const Mark = state === "some" ? Minus : Check;
  return (
    <label
      title={reason ?? undefined}
      className={classNames(
        "relative flex size-6 cursor-pointer items-center justify-center pointer-coarse:size-9",
        reason !== null && "cursor-not-allowed opacity-40",
      )}
    >
      <input
        type="checkbox"
        aria-label={reason === null ? label : `${label}: ${reason}`}
        aria-disabled={reason !== null || undefined}
        checked={state === "all"}
        ref={(box) => {
          if (box) box.indeterminate = state === "some";
        }}
        onClick={(event) => {
          if (reason !== null) event.preventDefault();
          onToggle(event.shiftKey);
        }}
        onChange={() => {}}
        className="peer focus-ring size-4.5 cursor-[inherit] appearance-none rounded border border-border-strong bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent"
      />
      <Mark
        aria-hidden
        strokeWidth={3}
        className={classNames("pointer-events-none absolute size-3.5 text-on-accent", state === "none" && "opacity-0")}
      />
    </label>
  );
}
