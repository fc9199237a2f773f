import { createReportContract, listReportsContract } from "@/lib/features/reports/contract";
import { createReport, listReports } from "@/lib/features/reports/reports";
import { route } from "@/lib/http/route";

export const GET = route(listReportsContract, ({ principal, query }) => listReports(principal, query));
export const POST = route(createReportContract, ({ principal, body }) => createReport(principal, body), { state: GET });
