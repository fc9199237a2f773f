import { deleteReportContract, getReportContract } from "@/lib/features/reports/contract";
import { deleteReport, getReport } from "@/lib/features/reports/reports";
import { route } from "@/lib/http/route";

export const GET = route(getReportContract, ({ principal, params }) => getReport(principal, params.id));
export const DELETE = route(deleteReportContract, ({ principal, params }) => deleteReport(principal, params.id), {
  state: GET,
});
