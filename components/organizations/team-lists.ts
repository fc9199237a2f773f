import { listOf } from "@/components/ui/list-source";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";

/** The organization's members. */
export const memberList = listOf("organization", contracts.members, { query: { limit: 50 } });

/** Invitations that are open. */
export const invitationList = listOf("organization", contracts.invitations, { query: { limit: 50 } });
