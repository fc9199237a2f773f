import { dashboardAuditContracts } from "@/lib/features/audit/contract";
import { exportEvents } from "@/lib/features/audit/events";
import { route } from "@/lib/http/route";

export const POST = route(dashboardAuditContracts.export, ({ principal, body }) => exportEvents(principal, body));
