import type { UseQueryResult } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { CallError } from "@/lib/http/call-error";
import { Skeleton } from "./skeleton";
import { type Unread, UnreadState } from "./unread-state";

/**
 * What a page of one thing shows: its place while it loads, why it could not be read, or the thing, also where it could
 * not be read anew. What is not there is the not-found page's to tell.
 */
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
  if (query.error instanceof CallError && query.error.status === 404) notFound();
  return <UnreadState what={what} query={query} heading="h1" />;
}
