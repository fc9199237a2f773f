import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { listMembers } from "@/lib/features/organizations/members";
import { route } from "@/lib/http/route";

export const GET = route(dashboardOrganizationContracts.members, ({ principal, query }) =>
  listMembers(principal, query),
);
