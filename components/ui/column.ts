import type { ReactNode } from "react";

/** One column of a table as data: tables, their skeletons and the labels of phones' cards all read it. */
export type Column<Row, Context = undefined> = {
  /** The heading, which names the cell on phones. */
  label: string;
  /** Tells columns apart whose headings may be equal. */
  id?: string;
  /** `context` is what the table was given besides its rows: what can be done with one, or the time. */
  cell: (row: Row, context: Context) => ReactNode;
  /** `title` names the row and needs no label; `menu` sits in a card's corner; `button` closes the card. */
  as?: "title" | "menu" | "button";
  /**
   * The order that its heading sorts by; `first: "desc"` where the first click shows the largest first. `compared` is what
   * rows are compared by in a list that is sorted where it is shown, because all of it is there; null comes last.
   */
  sort?: { by: string; first?: "desc"; compared?: (row: Row) => string | number | null };
  /** The width from which a table has room for it; cards show it always. */
  from?: "md" | "lg" | "xl";
  align?: "right";
  /** The class of its width, in tables whose columns do not follow their cells: those of thousands of rows. */
  width?: string;
  /** Further classes of its cells. */
  className?: string;
};

const widths = { md: "sm:max-md:hidden", lg: "sm:max-lg:hidden", xl: "sm:max-xl:hidden" };
const roles = {
  title: "max-w-72",
  menu: "max-sm:absolute max-sm:top-1.5 max-sm:right-1.5 sm:w-px sm:text-right",
  button: "max-sm:pt-2 sm:w-px sm:text-right",
};

/** A column without its cells: what a table shows before it has rows. */
export type Heading = Omit<Column<never, never>, "cell">;

type Looks = Pick<Column<never, never>, "as" | "from" | "align" | "width" | "className">;

/** The classes of a column's heading. */
export function headingClass({ from, align, width }: Looks): string {
  return [from && widths[from], align && "sm:text-right", width].filter(Boolean).join(" ");
}

/** The classes of a column's cells. */
export function cellClass({ from, align, as, className }: Looks): string {
  return [headingClass({ from, align } as Looks), as && roles[as], className].filter(Boolean).join(" ");
}

/** What tells a column from its neighbours. */
export function columnKey({ id, label }: Pick<Column<never, never>, "id" | "label">): string {
  return id ?? label;
}

/** What names a cell on phones. */
export function labelOf(column: Pick<Column<never, never>, "as" | "label">): { label?: string } {
  return column.as === undefined ? { label: column.label } : {};
}
