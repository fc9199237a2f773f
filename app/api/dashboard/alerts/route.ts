import { listAlerts } from "@/lib/features/alerts/alerts";
import { dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAlertContracts.list, ({ principal, query }) => listAlerts(principal, query));
