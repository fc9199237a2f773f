import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { deleteOrganization, getOrganization, renameOrganization } from "@/lib/features/organizations/organization";
import { route } from "@/lib/http/route";

export const GET = route(dashboardOrganizationContracts.get, ({ principal }) => getOrganization(principal));
export const PATCH = route(dashboardOrganizationContracts.update, ({ principal, body }) =>
  renameOrganization(principal, body.name),
);
export const DELETE = route(dashboardOrganizationContracts.delete, ({ principal, body }) =>
  deleteOrganization(principal, body.name),
);
