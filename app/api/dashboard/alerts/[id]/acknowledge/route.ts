import { acknowledgeAlert } from "@/lib/features/alerts/alerts";
import { dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { route } from "@/lib/http/route";

export const POST = route(dashboardAlertContracts.acknowledge, ({ principal, params }) =>
  acknowledgeAlert(principal, params.id),
);
