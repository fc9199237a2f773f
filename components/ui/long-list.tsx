"use client";
import type { ReactNode } from "react";
import { Button } from "./button";
import { failureText } from "./failure-text";
import { FormAlert } from "./form-alert";
import { ListFrame } from "./list-frame";
import type { RowDensity } from "./row-density";
import { TableSkeleton } from "./table-skeleton";
import type { List } from "./use-list";
import type { WindowedList } from "./use-windowed-list";
import { VirtualTable } from "./virtual-table";

type FrameProps<Row> = Parameters<typeof ListFrame<Row>>[0];
type TableProps<Row, Context> = Parameters<typeof VirtualTable<Row, Context>>[0];

type Props<Row, Context> = Pick<FrameProps<Row>, "nouns" | "address" | "filters" | "empty"> &
  Omit<TableProps<Row, Context>, "list" | "look" | "label"> &
  TableProps<Row, Context>["look"] & {
    /** From `useWindowedList`. */
    list: { query: List["query"]; rows: readonly Row[]; windowed: WindowedList<Row>; isCounted: boolean };
    density: RowDensity;
    label: string;
    /** Between the filters and the table: how many there are, and how they are shown. */
    toolbar?: ReactNode;
  };

/** A list of thousands of rows as a table: what `TableList` is for a page of them. */
export function LongTableList<Row, Context>(props: Props<Row, Context>) {
  const { list, nouns, address, filters, empty, toolbar, columns, rowKey, isMuted, className, ...table } = props;
  const { windowed, isCounted } = list;
  const look = { columns, rowKey, ...(isMuted ? { isMuted } : {}), ...(className ? { className } : {}) };
  return (
    <ListFrame
      list={list}
      nouns={nouns}
      filters={filters}
      empty={empty}
      {...(address ? { address } : {})}
      total={isCounted ? windowed.count : undefined}
      skeleton={<TableSkeleton columns={columns} what={nouns[1]} long />}
    >
      {() => (
        <>
          {toolbar}
          <VirtualTable {...table} key={table.density} list={windowed} look={look} />
          {windowed.error && (
            <div className="mt-3 flex flex-wrap items-center gap-3">
              <FormAlert>
                Some {nouns[1]} could not be read. {failureText(windowed.error)}
              </FormAlert>
              <Button onClick={windowed.retry}>Retry</Button>
            </div>
          )}
        </>
      )}
    </ListFrame>
  );
}
