import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { MemberQuery } from "@/lib/features/organizations/members-contract";

const { q, sort } = MemberQuery.shape;

/** What the list of members is narrowed by in the page's address. */
export const memberFilters = { q };

/** How it is sorted there. */
export const memberSorting = { sort };

/** How many rows are asked for at once. */
export const membersAtOnce = 50;

/** The organization's members that match. */
export function memberList(filters: AddressOf<typeof memberFilters> & AddressOf<typeof memberSorting>) {
  return listOf("organization", contracts.members, {
    query: { ...filters, limit: membersAtOnce, total: "true" },
  });
}

/** Invitations that are open. */
export const invitationList = listOf("organization", contracts.invitations, { query: { limit: 50 } });
