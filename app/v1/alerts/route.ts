import { listAlerts } from "@/lib/features/alerts/alerts";
import { listAlertsContract } from "@/lib/features/alerts/contract";
import { route } from "@/lib/http/route";

export const GET = route(listAlertsContract, ({ principal, query }) => listAlerts(principal, query));
