import { dashboardAdminContracts } from "@/lib/features/administration/contract";
import { changeOrganization, getOrganization } from "@/lib/features/administration/organizations";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAdminContracts.getOrganization, ({ params }) => getOrganization(params.id));
export const PATCH = route(dashboardAdminContracts.changeOrganization, ({ principal, params, body }) =>
  changeOrganization(principal, params.id, body),
);
