"use client";
import type { ReactNode } from "react";
import { z } from "zod";
import { classNames } from "./class-names";
import { DataTable, type TableLook } from "./data-table";
import { capitalised, type FrameProps, ListFrame } from "./list-frame";
import { rowHeights } from "./row-density";
import { useRowDensity } from "./row-density-provider";
import { RowDensitySwitch } from "./row-density-switch";
import { sortRows } from "./sort-rows";
import { TableSkeleton } from "./table-skeleton";
import { useAddress } from "./use-address";

/** The order of a page's list in its address: a column's, with a minus in front the other way around. */
const order = { sort: z.string().max(40).optional() };

type TableListProps<Row, Context> = Omit<FrameProps<Row>, "children" | "skeleton"> &
  TableLook<Row, Context> & {
    /** What the table shows, where that is not just its rows. */
    label?: string;
    /** What draws the rows, where there may be thousands at once; absent: `DataTable`. */
    table?: typeof DataTable<Row, Context>;
  };

/** A list as a table; `context` goes to the cells of columns that take one. */
export function TableList<Row>(props: TableListProps<Row, undefined>): ReactNode;
export function TableList<Row, Context>(props: TableListProps<Row, Context> & { context: Context }): ReactNode;
export function TableList<Row, Context>(props: TableListProps<Row, Context> & { context?: Context }) {
  const { context, nouns, label = capitalised(nouns[1]), table: Rows = DataTable, ...rest } = props;
  const { columns, inCard = false, list } = rest;
  const { density } = useRowDensity();
  const { values, set } = useAddress(order);
  // A part of a list has no order but its own; and one page has one order in its address.
  const isWhole = !list.query.hasNextPage;
  const sorts = !inCard && isWhole && list.rows.length > 1 && columns.some(({ sort }) => sort?.compared);
  const sorting = sorts ? { value: values.sort ?? "", set: (sort: string) => set({ sort }) } : undefined;
  const look = { ...rest, className: classNames(!inCard && rowHeights[density], rest.className) };
  return (
    <ListFrame {...rest} nouns={nouns} skeleton={<TableSkeleton columns={columns} what={nouns[1]} />}>
      {(rows) => (
        <>
          <Rows
            label={label}
            rows={sorts ? sortRows(rows, columns, values.sort) : rows}
            // The signatures above: only columns that take no context go without one.
            context={context as Context}
            look={look}
            sorting={sorting}
          />
          {!inCard && <ListFoot count={rows.length} isWhole={isWhole} nouns={nouns} />}
        </>
      )}
    </ListFrame>
  );
}

/** How many rows there are, and how much room they take. */
function ListFoot({ count, isWhole, nouns }: { count: number; isWhole: boolean } & Pick<FrameProps<never>, "nouns">) {
  const { density, setDensity } = useRowDensity();
  return (
    <div className="mt-2 flex min-h-8 items-center justify-between gap-3 px-1 text-sm text-muted">
      <span aria-hidden className="tabular-nums">
        {count.toLocaleString("en")} {count === 1 ? nouns[0] : nouns[1]}
        {!isWhole && " so far"}
      </span>
      <RowDensitySwitch value={density} onChange={setDensity} />
    </div>
  );
}
