import { queryOptions } from "@tanstack/react-query";
import { listSessionsContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";

/** Where the user is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call(listSessionsContract, {}, { signal }),
});
