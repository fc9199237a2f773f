import { Fragment, type ReactNode } from "react";
import { type Column, cellClass, columnKey } from "./column";
import { Skeleton } from "./skeleton";
import { SortHeading, type Sorting } from "./sort-heading";
import { Table, TBody, TD, TH, TR } from "./table";
import { TableHeadings } from "./table-headings";

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
  sorting,
}: {
  /** What the table shows, for those who hear it. */
  label: string;
  rows: readonly Row[];
  context: Context;
  look: TableLook<Row, Context>;
  /** How its rows are sorted, where their order can be chosen. */
  sorting?: Sorting | undefined;
}) {
  return (
    <Table aria-label={label} className={className}>
      <TableHeadings
        columns={columns}
        headingOf={(column) =>
          sorting && column.sort ? (
            <SortHeading key={columnKey(column)} column={column} sort={column.sort} sorting={sorting} />
          ) : null
        }
      />
      <TBody>
        {rows.map((row) => {
          const opened = detail?.(row);
          return (
            <Fragment key={rowKey(row)}>
              <TR className={isMuted?.(row) ? "text-muted" : undefined}>
                <RowCells columns={columns} row={row} context={context} />
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

/** The cells of one row. */
export function RowCells<Row, Context>({
  columns,
  row,
  context,
}: {
  columns: readonly Column<Row, Context>[];
  row: Row;
  context: Context;
}) {
  const hasMenu = columns.some(({ as }) => as === "menu");
  return columns.map((column) => (
    <TD
      key={columnKey(column)}
      {...labelOf(column)}
      className={`${cellClass(column)} ${hasMenu && column === columns[0] ? "max-sm:pr-12" : ""}`}
    >
      {column.cell(row, context)}
    </TD>
  ));
}

/** The cells of a row that is still on its way. */
export function SkeletonCells<Row, Context>({
  columns,
  lines = 2,
}: {
  columns: readonly Column<Row, Context>[];
  /** How many a row's title takes. */
  lines?: 1 | 2;
}) {
  return columns.map((column) => (
    <TD key={columnKey(column)} {...labelOf(column)} className={cellClass(column)}>
      <Skeleton className={column.as === "title" ? "h-4 w-36 max-w-full" : "h-4 w-16 max-w-full"} />
      {column.as === "title" && lines === 2 && <Skeleton className="mt-2 h-3 w-44 max-w-full" />}
    </TD>
  ));
}

const skeletonRows = ["one", "two", "three", "four", "five"];

/** A table's shape while its rows load; `what` names them. */
export function TableSkeleton<Row, Context>({
  columns,
  what,
  long = false,
}: {
  columns: readonly Column<Row, Context>[];
  what: string;
  /** It is a list of any length, whose rows take a line and can be selected. */
  long?: boolean;
}) {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading {what}</span>
      <div aria-hidden>
        <Table className={long ? "sm:table-fixed sm:[&_:is(td,th)]:px-2" : undefined}>
          <TableHeadings columns={columns} before={long && <TH className="sm:w-10" />} />
          <TBody>
            {skeletonRows.map((row) => (
              <TR key={row}>
                {long && <TD className="max-sm:hidden" />}
                <SkeletonCells columns={columns} lines={long ? 1 : 2} />
              </TR>
            ))}
          </TBody>
        </Table>
      </div>
    </div>
  );
}

function labelOf<Row, Context>(column: Column<Row, Context>): { label?: string } {
  return column.as === undefined ? { label: column.label } : {};
}
