"use client";
import { useQuery } from "@tanstack/react-query";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";

/** A member with what would end with their membership, read when it is asked about. */
export function useMember(userId: string, enabled = true) {
  return useQuery({
    // Not among what a change loads again: a member who was just removed cannot be read.
    queryKey: ["organization-member", userId],
    queryFn: ({ signal }) => call(contracts.member, { params: { user_id: userId } }, { signal }),
    enabled,
    // The answer lists what would end, so it must be of this moment.
    staleTime: 0,
    gcTime: 0,
  });
}

/** Loads everything about the organization again after something changed. */
export function useRefreshOrganization(): () => Promise<void> {
  return useRefresh("organization");
}
