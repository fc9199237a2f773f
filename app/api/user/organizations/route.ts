import { createOrganization, listOwnOrganizations } from "@/lib/features/organizations/own-organizations";
import {
  createOrganizationContract,
  ownOrganizationsContract,
} from "@/lib/features/organizations/own-organizations-contract";
import { route } from "@/lib/http/route";

export const GET = route(ownOrganizationsContract, ({ principal, query }) => listOwnOrganizations(principal, query));
export const POST = route(
  createOrganizationContract,
  ({ principal, body }) => createOrganization(principal, body.name),
  { state: GET },
);
