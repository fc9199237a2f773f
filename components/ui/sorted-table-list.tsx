"use client";
import type { ComponentProps } from "react";
import type { Column } from "./column";
import { capitalised } from "./list-frame";
import type { ListContract, ListSource, RowOf } from "./list-source";
import { ListToolbar } from "./list-toolbar";
import { LongTableList } from "./long-list";
import { useRowDensity } from "./row-density-provider";
import type { Option } from "./select";
import { useWindowedList } from "./use-windowed-list";

const newestFirst = "-created";

type Props<C extends ListContract, Context> = Pick<
  ComponentProps<typeof LongTableList<RowOf<C>, Context>>,
  "nouns" | "rowKey" | "context" | "address" | "filters" | "empty"
> & {
  /** A list whose contract takes `sort`, `skip` and `total`. */
  source: ListSource<C>;
  /** How many rows the source asks for at once. */
  size: number;
  columns: readonly Column<RowOf<C>, Context>[];
  /** Its order in the page's address, and those that there are. */
  sorting: { values: { sort?: string | undefined }; set: (change: { sort?: string | undefined }) => void };
  orders: readonly Option[];
};

/** A list of any length that the server sorts: headings and a choice of orders, a count, and only rows in view loaded. */
export function SortedTableList<C extends ListContract, Context>(props: Props<C, Context>) {
  const { source, size, sorting, orders, ...table } = props;
  const { density, setDensity } = useRowDensity();
  const list = useWindowedList(source, { size, refreshMs: false });
  const sort = sorting.values.sort ?? newestFirst;
  const setSort = (next: string) => sorting.set({ sort: next === newestFirst ? undefined : next });
  return (
    <LongTableList
      {...table}
      list={list}
      identity={JSON.stringify(source.identity)}
      label={capitalised(table.nouns[1])}
      density={density}
      sorting={{ value: sort, set: setSort }}
      toolbar={
        <ListToolbar
          count={list.isCounted ? list.windowed.count : undefined}
          nouns={table.nouns}
          sort={{ value: sort, set: setSort, orders }}
          density={{ value: density, onChange: setDensity }}
        />
      }
    />
  );
}
