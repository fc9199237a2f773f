import { cellClass, columnKey, type Heading, labelOf } from "./column";
import { Skeleton } from "./skeleton";
import { Table, TBody, TD, TH, TR } from "./table";
import { TableHeadings } from "./table-headings";

/** The cells of a row that is still on its way. */
export function SkeletonCells({
  columns,
  lines = 2,
}: {
  columns: readonly Heading[];
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
export function TableSkeleton({
  columns,
  what,
  long = false,
}: {
  columns: readonly Heading[];
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
