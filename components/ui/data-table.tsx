import { Fragment, type ReactNode } from "react";
import { type Column, cellClass, columnKey, labelOf } from "./column";
import { SortHeading, type Sorting } from "./sort-heading";
import { Table, TBody, TD, TR } from "./table";
import { TableHeadings } from "./table-headings";

export type TableLook<Row, Context> = {
  columns: readonly Column<Row, Context>[];
  rowKey: (row: Row) => string | number;
  /** Rows that matter less. */
  isMuted?: (row: Row) => boolean;
  /** What a row opens to, below it; null while it is closed. */
  detail?: (row: Row) => ReactNode;
  className?: string;
  /** No cell holds a control: the keyboard scrolls the table by a place of its own. */
  reachable?: boolean;
};

/** Rows under their columns; on phones each row is a card that names its cells. */
export function DataTable<Row, Context>({
  label,
  rows,
  context,
  look: { columns, rowKey, isMuted, detail, className, reachable = false },
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
    <Table aria-label={label} className={className} reachable={reachable}>
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
