import { leaveOrganization } from "@/lib/features/organizations/change-member";
import { leaveOrganizationContract } from "@/lib/features/organizations/own-organizations-contract";
import { route } from "@/lib/http/route";

export const POST = route(leaveOrganizationContract, ({ principal }) => leaveOrganization(principal));
