import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { listIdentitiesContract, listSessionsContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";

/** How many sessions a page of the list has. */
export const sessionsPerPage = 10;

/** Where the user is signed in, a page at a time. */
export const sessionsQuery = infiniteQueryOptions({
  queryKey: ["sessions"],
  queryFn: ({ pageParam, signal }) =>
    call(
      listSessionsContract,
      { query: { limit: sessionsPerPage, ...(pageParam ? { cursor: pageParam } : {}) } },
      { signal },
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** The ways in which the user can sign in. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: ({ signal }) => call(listIdentitiesContract, {}, { signal }),
});
