import { changeRole, removeMember } from "@/lib/features/organizations/change-member";
import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { getMember } from "@/lib/features/organizations/members";
import { route } from "@/lib/http/route";

export const GET = route(dashboardOrganizationContracts.member, ({ principal, params }) =>
  getMember(principal, params.user_id),
);
export const PATCH = route(dashboardOrganizationContracts.changeRole, ({ principal, params, body }) =>
  changeRole(principal, params.user_id, body),
);
export const DELETE = route(dashboardOrganizationContracts.removeMember, ({ principal, params, query }) =>
  removeMember(principal, params.user_id, query.keys),
);
