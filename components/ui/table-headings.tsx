import type { ReactNode } from "react";
import { type Column, columnKey, headingClass } from "./column";
import { TH, THead } from "./table";

/** The headings of a table. `before` is the cell of another first column, and `headingOf` draws those that do more than name theirs. */
export function TableHeadings<Row, Context>({
  columns,
  before,
  headingOf,
  className,
}: {
  columns: readonly Column<Row, Context>[];
  before?: ReactNode;
  headingOf?: (column: Column<Row, Context>) => ReactNode;
  className?: string | undefined;
}) {
  return (
    <THead className={className}>
      {/* biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones removes the implied role */}
      <tr role="row">
        {before}
        {columns.map(
          (column) =>
            headingOf?.(column) ?? (
              <TH key={columnKey(column)} className={headingClass(column)}>
                {isAct(column) ? <span className="sr-only">{column.label}</span> : column.label}
              </TH>
            ),
        )}
      </tr>
    </THead>
  );
}

/** What acts on a row says itself what it does. */
function isAct({ as }: Pick<Column<never, never>, "as">): boolean {
  return as === "menu" || as === "button";
}
