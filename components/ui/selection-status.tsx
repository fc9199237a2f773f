import type { Selected } from "./use-selection";

/** Tells those who hear the page what is selected; it is there before anything is. */
export function SelectionStatus({ selected: { rows, note } }: { selected: Pick<Selected<unknown>, "rows" | "note"> }) {
  return (
    <p role="status" className="sr-only">
      {rows.length > 0 && `${rows.length.toLocaleString("en")} selected. `}
      {note}
    </p>
  );
}
