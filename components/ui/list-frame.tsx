"use client";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { CallError } from "@/lib/http/call-error";
import type { AddressRules } from "./address";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { failureText } from "./failure-text";
import { LoadMore } from "./load-more";
import { RowsSkeleton } from "./rows-skeleton";
import { StaleNotice, UnreadState } from "./unread-state";
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
  const { isSuccess, isError, isPlaceholderData, error } = query;
  const [one, many] = nouns;
  const { skeleton = <RowsSkeleton what={many} /> } = props;
  const isNarrowed = address?.isSet ?? false;
  const isBare = rows.length === 0;
  const isKnown = isSuccess && !isPlaceholderData;
  const isEmpty = isKnown && isBare;
  // What cannot be is searched for in vain, and trying again would change nothing.
  const isRefused = isNarrowed && isBare && error instanceof CallError && error.status === 400;
  const isStale = isError && !isBare && !query.isFetchNextPageError;
  return (
    <>
      {(!isEmpty || isNarrowed) && filters}
      <p role="status" className="sr-only">
        {isKnown &&
          (total === undefined
            ? `${rows.length}${query.hasNextPage ? " or more" : ""} ${rows.length === 1 ? one : many} shown`
            : `${total.toLocaleString("en")} ${total === 1 ? one : many}`)}
      </p>
      {(query.isPending || (isPlaceholderData && isBare)) && skeleton}
      {isStale && <StaleNotice query={query} />}
      {isError && isBare && !isRefused && <UnreadState what={capitalised(many)} query={query} compact={inCard} />}
      {(isEmpty || isRefused) &&
        (isNarrowed ? (
          <EmptyState
            icon={<SearchX />}
            title={`No ${one} matches`}
            body={isRefused ? failureText(error) : `No ${one} fits what is asked for here.`}
            action={<Button onClick={() => address?.clear()}>Clear filters</Button>}
            compact={inCard}
          />
        ) : (
          <EmptyState {...empty} compact={inCard} />
        ))}
      {!isBare && (
        <div
          aria-busy={isPlaceholderData || undefined}
          className={isPlaceholderData ? "opacity-60 transition-opacity" : undefined}
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
