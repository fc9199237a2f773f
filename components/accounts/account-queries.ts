import { queryOptions } from "@tanstack/react-query";
import { listOf } from "@/components/ui/list-source";
import { factorsContract } from "@/lib/features/accounts/factors-contract";
import { ownDataContracts } from "@/lib/features/accounts/own-data-contract";
import { listIdentitiesContract } from "@/lib/features/accounts/provider-contract";
import { listSessionsContract } from "@/lib/features/accounts/session-contract";
import { call } from "@/lib/http/call";

/** Where the user is signed in. */
export const sessionList = listOf("sessions", listSessionsContract, { query: { limit: 10 } });

/** What ends and stays when the user deletes their account. */
export const deletionQuery = queryOptions({
  queryKey: ["account-deletion"],
  queryFn: ({ signal }) => call(ownDataContracts.previewDeletion, {}, { signal }),
  // What is about to be confirmed must be of now.
  staleTime: 0,
  gcTime: 0,
});

/** The ways in which the user can sign in. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: ({ signal }) => call(listIdentitiesContract, {}, { signal }),
});

/** The user's second factors and passkeys. */
export const factorsQuery = queryOptions({
  queryKey: ["factors"],
  queryFn: ({ signal }) => call(factorsContract, {}, { signal }),
});
