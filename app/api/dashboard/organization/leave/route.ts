import { leaveOrganization } from "@/lib/features/organizations/change-member";
import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { route } from "@/lib/http/route";

export const POST = route(dashboardOrganizationContracts.leave, ({ principal }) => leaveOrganization(principal));
