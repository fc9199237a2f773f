import { dashboardReportContracts } from "@/lib/features/reports/contract";
import { deleteReport, getReport } from "@/lib/features/reports/reports";
import { route } from "@/lib/http/route";

export const GET = route(dashboardReportContracts.get, ({ principal, params }) => getReport(principal, params.id));
export const DELETE = route(dashboardReportContracts.remove, ({ principal, params }) =>
  deleteReport(principal, params.id),
);
