import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type ListContract, type ListSource, listOptions, type PageOf } from "@/components/ui/list-source";
import { runtime } from "@/lib/access/runtime";
import type { BodyOf, QueryOf } from "@/lib/http/contract";
import { errorFields } from "@/lib/platform/log-error.mjs";

/** What a list is asked for: in its query, or for a search in its body. */
type Asked<C extends ListContract> = C["method"] extends "POST" ? BodyOf<C> : QueryOf<C>;

/**
 * Reads a list's first page as the endpoint would. A failed read is logged and left out: the browser asks again, and
 * says so.
 */
export async function readFirstPage<C extends ListContract>(
  queries: QueryClient,
  list: ListSource<C>,
  read: (asked: Asked<C>) => Promise<PageOf<C>>,
): Promise<void> {
  const { query, body } = list.inputOf() as { query?: unknown; body?: unknown };
  const { contract } = list;
  const asked = contract.method === "POST" ? contract.body?.parse(body) : contract.query?.parse(query);
  await queries.prefetchInfiniteQuery({
    ...listOptions(list),
    queryFn: () =>
      read(asked as Asked<C>).catch((error: unknown) => {
        runtime().log("error", "first_page_unread", { path: list.contract.path, ...errorFields(error) });
        throw error;
      }),
  });
}

/** What is below shows a list whose first page the server has read, and what else it shows `beside` that. */
export async function FirstPage<C extends ListContract>({
  list,
  read,
  beside,
  children,
}: {
  list: ListSource<C>;
  read: (asked: Asked<C>) => Promise<PageOf<C>>;
  beside?: { queryKey: readonly unknown[]; queryFn: () => Promise<unknown> };
  children: ReactNode;
}) {
  const queries = new QueryClient();
  await Promise.all([readFirstPage(queries, list, read), beside && queries.prefetchQuery(beside)]);
  return <HydrationBoundary state={dehydrate(queries)}>{children}</HydrationBoundary>;
}
