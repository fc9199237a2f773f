import type { ReactNode } from "react";
import { columnKey, type Heading, headingClass } from "./column";
import { TH, THead } from "./table";

/** The headings of a table. `before` is the cell of another first column, and `headingOf` draws those that do more than name theirs. */
export function TableHeadings({
  columns,
  before,
  headingOf,
  className,
}: {
  columns: readonly Heading[];
  before?: ReactNode;
  headingOf?: (column: Heading) => ReactNode;
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
function isAct({ as }: Pick<Heading, "as">): boolean {
  return as === "menu" || as === "button";
}
