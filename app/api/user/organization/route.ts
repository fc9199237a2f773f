import { switchOrganizationContract } from "@/lib/features/organizations/contract";
import { switchOrganization } from "@/lib/features/organizations/own-organizations";
import { route } from "@/lib/http/route";

export const PUT = route(switchOrganizationContract, ({ principal, body }) =>
  switchOrganization(principal, body.organization_id),
);
