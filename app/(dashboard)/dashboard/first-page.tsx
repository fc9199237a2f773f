import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type ListContract, type ListSource, listOptions, type PageOf } from "@/components/ui/list-source";
import { runtime } from "@/lib/access/runtime";
import type { QueryOf } from "@/lib/http/contract";
import { errorFields } from "@/lib/platform/log-error";

/**
 * Reads a list's first page as the endpoint would. A failed read is logged and left out: the browser asks again, and
 * says so.
 */
export async function readFirstPage<C extends ListContract>(
  queries: QueryClient,
  list: ListSource<C>,
  read: (query: QueryOf<C>) => Promise<PageOf<C>>,
): Promise<void> {
  const { query } = list.inputOf() as { query?: unknown };
  await queries.prefetchInfiniteQuery({
    ...listOptions(list),
    queryFn: () =>
      read(list.contract.query?.parse(query) as QueryOf<C>).catch((error: unknown) => {
        runtime().log("error", "first_page_unread", { path: list.contract.path, ...errorFields(error) });
        throw error;
      }),
  });
}

/** What is below shows a list whose first page the server has read. */
export async function FirstPage<C extends ListContract>({
  list,
  read,
  children,
}: {
  list: ListSource<C>;
  read: (query: QueryOf<C>) => Promise<PageOf<C>>;
  children: ReactNode;
}) {
  const queries = new QueryClient();
  await readFirstPage(queries, list, read);
  return <HydrationBoundary state={dehydrate(queries)}>{children}</HydrationBoundary>;
}
