"use client";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { CallError } from "@/lib/http/call-error";
import type { AddressRules } from "./address";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { ErrorState } from "./error-state";
import { failureText } from "./failure-text";
import { FormAlert } from "./form-alert";
import { LoadMore } from "./load-more";
import { RowsSkeleton } from "./rows-skeleton";
import type { Address } from "./use-address";
import type { List } from "./use-list";

type Loaded<Row> = { query: List["query"]; rows: readonly Row[] };

export type FrameProps<Row> = {
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
  // What cannot be is searched for in vain, and trying again would change nothing.
  const isRefused = isNarrowed && query.error instanceof CallError && query.error.status === 400;
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
          <FormAlert>
            This list may be out of date. {failureText(query.error)}{" "}
            <Button size="sm" onClick={() => void query.refetch()}>
              Retry
            </Button>
          </FormAlert>
        </div>
      )}
      {query.isError && rows.length === 0 && !isRefused && (
        <ErrorState
          title={`${capitalised(many)} unavailable`}
          body={failureText(query.error)}
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          compact={inCard}
        />
      )}
      {(isEmpty || (isRefused && rows.length === 0)) &&
        (isNarrowed ? (
          <EmptyState
            icon={<SearchX />}
            title={`No ${one} matches`}
            body={isRefused ? failureText(query.error) : `No ${one} fits what is asked for here.`}
            action={<Button onClick={() => address?.clear()}>Clear filters</Button>}
            compact={inCard}
          />
        ) : (
          <EmptyState {...empty} compact={inCard} />
        ))}
      {rows.length > 0 && (
        <div
          aria-busy={query.isPlaceholderData || undefined}
          className={query.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}
        >
          {children(rows)}
        </div>
      )}
      {total === undefined && <LoadMore list={query} />}
    </>
  );
}

/** With a capital letter in front. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
