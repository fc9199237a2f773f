import { switchOrganization } from "@/lib/features/organizations/own-organizations";
import { switchOrganizationContract } from "@/lib/features/organizations/own-organizations-contract";
import { route } from "@/lib/http/route";

export const PUT = route(switchOrganizationContract, ({ principal, body }) =>
  switchOrganization(principal, body.organization_id),
);
