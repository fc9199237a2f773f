"use client";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  dashboardOrganizationContracts as contracts,
  type InvitationList,
  type MemberList,
} from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { rowsPerPage } from "./rows-per-page";

type First<List> = { page: List; loadedAtMs: number };

/** Members, page by page, begun with what the server rendered. */
export function useMembers({ page, loadedAtMs }: First<MemberList>) {
  return useInfiniteQuery({
    queryKey: ["organization", "members"],
    queryFn: ({ pageParam, signal }) => call(contracts.members, { query: pageOf(pageParam) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    initialData: { pages: [page], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
  });
}

/** Open invitations, page by page, begun with what the server rendered. */
export function useInvitations({ page, loadedAtMs }: First<InvitationList>) {
  return useInfiniteQuery({
    queryKey: ["organization", "invitations"],
    queryFn: ({ pageParam, signal }) => call(contracts.invitations, { query: pageOf(pageParam) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    initialData: { pages: [page], pageParams: [null] },
    initialDataUpdatedAt: loadedAtMs,
  });
}

/** A member with what would end with their membership, read when it is asked about. */
export function useMember(userId: string, enabled = true) {
  return useQuery({
    // Not among what a change loads again: whoever was just removed is not there to be read.
    queryKey: ["organization-member", userId],
    queryFn: ({ signal }) => call(contracts.member, { params: { user_id: userId } }, { signal }),
    enabled,
    // What is about to end must be what is there now.
    staleTime: 0,
    gcTime: 0,
  });
}

/** Loads everything about the organization again after something changed. */
export function useRefreshOrganization(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["organization"] });
}

function pageOf(cursor: string | null) {
  return { limit: rowsPerPage, ...(cursor ? { cursor } : {}) };
}
