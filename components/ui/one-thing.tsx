import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Skeleton } from "./skeleton";
import { type Unread, UnreadState } from "./unread-state";

/** What a page of one thing shows: its place while it loads, why it could not be read, or the thing, also where it could not be read anew. */
export function OneThing<Data>({
  what,
  query,
  children,
}: {
  /** With a capital letter: "Customer". */
  what: string;
  query: Unread & Pick<UseQueryResult<Data>, "data" | "isPending">;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <Skeleton className="h-96 w-full" />;
  return <UnreadState what={what} query={query} heading="h1" />;
}
