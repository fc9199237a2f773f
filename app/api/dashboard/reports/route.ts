import { dashboardReportContracts } from "@/lib/features/reports/contract";
import { createReport, listReports } from "@/lib/features/reports/reports";
import { route } from "@/lib/http/route";

export const GET = route(dashboardReportContracts.list, ({ principal, query }) => listReports(principal, query));
export const POST = route(dashboardReportContracts.create, ({ principal, body }) => createReport(principal, body));
