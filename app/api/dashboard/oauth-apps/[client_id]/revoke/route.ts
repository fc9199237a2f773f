import { revokeAllGrants } from "@/lib/features/oauth/apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const POST = route(dashboardAppContracts.revokeGrants, ({ principal, params }) =>
  revokeAllGrants(principal, params.client_id),
);
