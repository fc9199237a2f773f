"use client";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { z } from "zod";
import type { AddressRules } from "./address";
import { Button } from "./button";
import { classNames } from "./class-names";
import { DataTable, type TableLook, TableSkeleton } from "./data-table";
import { EmptyState } from "./empty-state";
import { ErrorState } from "./error-state";
import { failureText } from "./failure-text";
import { FormAlert } from "./form-alert";
import { LoadMore } from "./load-more";
import { rowHeights } from "./row-density";
import { useRowDensity } from "./row-density-provider";
import { RowDensitySwitch } from "./row-density-switch";
import { RowsSkeleton } from "./rows-skeleton";
import { sortRows } from "./sort-rows";
import { type Address, useAddress } from "./use-address";
import type { List } from "./use-list";

type Loaded<Row> = { query: List["query"]; rows: readonly Row[] };

type FrameProps<Row> = {
  list: Loaded<Row>;
  /** What one row is, and several: `["prompt", "prompts"]`. */
  nouns: readonly [one: string, many: string];
  /** What the page is narrowed by. Absent: nothing. */
  address?: Pick<Address<AddressRules>, "isSet" | "clear">;
  /** The controls of the address; not shown where there is nothing to narrow. */
  filters?: ReactNode;
  /** What the list is for and how to begin, where it holds nothing at all. */
  empty: { icon?: ReactNode; title: string; body: ReactNode; action?: ReactNode };
  /** The shape of the rows while they load, where it is another than bars. */
  skeleton?: ReactNode;
  /** How many rows there are in all, in a list that loads what comes into view. */
  total?: number | undefined;
  /** The list is part of a card, so that its states have no frame of their own. */
  inCard?: boolean;
  children: (rows: readonly Row[]) => ReactNode;
};

/** A list in each of its states: loading, failed, empty, nothing that matches, out of date, and with more to come. */
export function ListFrame<Row>(props: FrameProps<Row>) {
  const { list, nouns, address, filters, empty, total, inCard = false, children } = props;
  const { query, rows } = list;
  const [one, many] = nouns;
  const { skeleton = <RowsSkeleton what={many} /> } = props;
  const isNarrowed = address?.isSet ?? false;
  const isEmpty = query.isSuccess && rows.length === 0 && !query.isPlaceholderData;
  const isStale = query.isError && rows.length > 0 && !query.isFetchNextPageError;
  return (
    <>
      {(!isEmpty || isNarrowed) && filters}
      <p role="status" className="sr-only">
        {query.isSuccess &&
          !query.isPlaceholderData &&
          (total === undefined
            ? `${rows.length}${query.hasNextPage ? " or more" : ""} ${rows.length === 1 ? one : many} shown`
            : `${total.toLocaleString("en")} ${total === 1 ? one : many}`)}
      </p>
      {query.isPending && skeleton}
      {isStale && (
        <div className="mb-4">
          <FormAlert>This list may be out of date. {failureText(query.error)}</FormAlert>
        </div>
      )}
      {query.isError && rows.length === 0 && (
        <ErrorState
          title={`${capitalised(many)} unavailable`}
          body={failureText(query.error)}
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          compact={inCard}
        />
      )}
      {isEmpty &&
        (isNarrowed ? (
          <EmptyState
            icon={<SearchX />}
            title={`No ${one} matches`}
            body={`No ${one} fits this search and these filters.`}
            action={<Button onClick={() => address?.clear()}>Clear filters</Button>}
            compact={inCard}
          />
        ) : (
          <EmptyState {...empty} compact={inCard} />
        ))}
      {rows.length > 0 && (
        <div className={query.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>{children(rows)}</div>
      )}
      {total === undefined && <LoadMore list={query} />}
    </>
  );
}

/** The order of a page's list in its address: a column's, with a minus in front the other way around. */
const order = { sort: z.string().max(40).optional() };

type TableListProps<Row, Context> = Omit<FrameProps<Row>, "children" | "skeleton"> &
  TableLook<Row, Context> & {
    /** What the table shows, where that is not just its rows. */
    label?: string;
  };

/** A list as a table; `context` goes to the cells of columns that take one. */
export function TableList<Row>(props: TableListProps<Row, undefined>): ReactNode;
export function TableList<Row, Context>(props: TableListProps<Row, Context> & { context: Context }): ReactNode;
export function TableList<Row, Context>(props: TableListProps<Row, Context> & { context?: Context }) {
  const { context, nouns, label = capitalised(nouns[1]), ...rest } = props;
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
          <DataTable
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

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
