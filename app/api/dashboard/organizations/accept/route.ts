import { acceptInvitation } from "@/lib/features/organizations/accept-invitation";
import { dashboardOrganizationContracts } from "@/lib/features/organizations/contract";
import { route } from "@/lib/http/route";

export const POST = route(dashboardOrganizationContracts.accept, ({ principal, body }) =>
  acceptInvitation(principal, body.token),
);
