import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { createOrganization, listOwnOrganizations } from "@/lib/features/organizations/own-organizations";
import { route } from "@/lib/http/route";

export const GET = route(dashboardOrganizationContracts.own, ({ principal, query }) =>
  listOwnOrganizations(principal, query),
);
export const POST = route(dashboardOrganizationContracts.create, ({ principal, body }) =>
  createOrganization(principal, body.name),
);
