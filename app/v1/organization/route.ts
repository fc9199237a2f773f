import {
  deleteOrganizationContract,
  organizationContract,
  updateOrganizationContract,
} from "@/lib/features/organizations/contract";
import { deleteOrganization, getOrganization, updateOrganization } from "@/lib/features/organizations/organization";
import { route } from "@/lib/http/route";

export const GET = route(organizationContract, ({ principal }) => getOrganization(principal));
export const PATCH = route(updateOrganizationContract, ({ principal, body }) => updateOrganization(principal, body), {
  state: GET,
});
export const DELETE = route(
  deleteOrganizationContract,
  ({ principal, body }) => deleteOrganization(principal, body.name),
  { state: GET },
);
