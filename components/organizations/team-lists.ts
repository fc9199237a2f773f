import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardOrganizationContracts as contracts, MemberQuery } from "@/lib/features/organizations/contract";

const { q } = MemberQuery.shape;

/** What the list of members is narrowed by in the page's address. */
export const memberFilters = { q };

/** The organization's members that match. */
export function memberList(filters: AddressOf<typeof memberFilters>) {
  return listOf("organization", contracts.members, { query: { ...filters, limit: 50 } });
}

/** Invitations that are open. */
export const invitationList = listOf("organization", contracts.invitations, { query: { limit: 50 } });
