import { changeOrganizationContract, getOrganizationContract } from "@/lib/features/administration/contract";
import { changeOrganization, getOrganization } from "@/lib/features/administration/organizations";
import { route } from "@/lib/http/route";

export const GET = route(getOrganizationContract, ({ params }) => getOrganization(params.id));
export const PATCH = route(
  changeOrganizationContract,
  ({ principal, params, body }) => changeOrganization(principal, params.id, body),
  { state: GET },
);
