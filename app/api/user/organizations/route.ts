import { createOrganizationContract, ownOrganizationsContract } from "@/lib/features/organizations/contract";
import { createOrganization, listOwnOrganizations } from "@/lib/features/organizations/own-organizations";
import { route } from "@/lib/http/route";

export const GET = route(ownOrganizationsContract, ({ principal, query }) => listOwnOrganizations(principal, query));
export const POST = route(
  createOrganizationContract,
  ({ principal, body }) => createOrganization(principal, body.name),
  { state: GET },
);
