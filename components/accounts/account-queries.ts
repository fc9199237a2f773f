import { queryOptions } from "@tanstack/react-query";
import { listIdentitiesContract, listSessionsContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";

/** Where the user is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call(listSessionsContract, {}, { signal }),
});

/** The ways in which the user can sign in. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: ({ signal }) => call(listIdentitiesContract, {}, { signal }),
});
