import { withdrawConsent } from "@/lib/features/oauth/authorized-apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const DELETE = route(dashboardAppContracts.withdraw, ({ principal, params }) =>
  withdrawConsent(principal, params.client_id),
);
