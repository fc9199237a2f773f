import { Fragment, type ReactNode } from "react";
import { type Column, cellClass, headingClass } from "./column";
import { Skeleton } from "./skeleton";
import { Table, TBody, TD, TH, THead, TR } from "./table";

export type TableLook<Row, Context> = {
  columns: readonly Column<Row, Context>[];
  rowKey: (row: Row) => string | number;
  /** Rows that matter less. */
  isMuted?: (row: Row) => boolean;
  /** What a row opens to, below it; null while it is closed. */
  detail?: (row: Row) => ReactNode;
  className?: string;
};

/** Rows under their columns; on phones each row is a card that names its cells. */
export function DataTable<Row, Context>({
  label,
  rows,
  context,
  look: { columns, rowKey, isMuted, detail, className },
}: {
  /** What the table shows, for those who hear it. */
  label: string;
  rows: readonly Row[];
  context: Context;
  look: TableLook<Row, Context>;
}) {
  const hasMenu = columns.some(({ as }) => as === "menu");
  return (
    <Table aria-label={label} className={className}>
      <Headings columns={columns} />
      <TBody>
        {rows.map((row) => {
          const opened = detail?.(row);
          return (
            <Fragment key={rowKey(row)}>
              <TR className={isMuted?.(row) ? "text-muted" : undefined}>
                {columns.map((column) => (
                  <TD
                    key={column.id ?? column.label}
                    {...labelOf(column)}
                    className={`${cellClass(column)} ${hasMenu && column === columns[0] ? "max-sm:pr-12" : ""}`}
                  >
                    {column.cell(row, context)}
                  </TD>
                ))}
              </TR>
              {opened && (
                <tr className="block sm:table-row">
                  <td colSpan={columns.length} className="block sm:table-cell sm:px-4 sm:pb-4">
                    {opened}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </TBody>
    </Table>
  );
}

const skeletonRows = ["one", "two", "three", "four", "five"];

/** A table's shape while its rows load; `what` names them. */
export function TableSkeleton<Row, Context>({
  columns,
  what,
}: {
  columns: readonly Column<Row, Context>[];
  what: string;
}) {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading {what}</span>
      <div aria-hidden>
        <Table>
          <Headings columns={columns} />
          <TBody>
            {skeletonRows.map((row) => (
              <TR key={row}>
                {columns.map((column) => (
                  <TD key={column.id ?? column.label} {...labelOf(column)} className={cellClass(column)}>
                    <Skeleton className={column.as === "title" ? "h-4 w-36" : "h-4 w-16"} />
                    {column.as === "title" && <Skeleton className="mt-2 h-3 w-44 max-w-full" />}
                  </TD>
                ))}
              </TR>
            ))}
          </TBody>
        </Table>
      </div>
    </div>
  );
}

function Headings<Row, Context>({ columns }: { columns: readonly Column<Row, Context>[] }) {
  return (
    <THead>
      <tr>
        {columns.map((column) => (
          <TH key={column.id ?? column.label} className={headingClass(column)}>
            {isAct(column) ? <span className="sr-only">{column.label}</span> : column.label}
          </TH>
        ))}
      </tr>
    </THead>
  );
}

/** What acts on a row says itself what it does. */
function isAct<Row, Context>({ as }: Column<Row, Context>): boolean {
  return as === "menu" || as === "button";
}

function labelOf<Row, Context>(column: Column<Row, Context>): { label?: string } {
  return column.as === undefined ? { label: column.label } : {};
}
