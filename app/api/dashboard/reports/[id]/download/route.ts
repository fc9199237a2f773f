import { dashboardReportContracts } from "@/lib/features/reports/contract";
import { downloadReport } from "@/lib/features/reports/report-content";
import { route } from "@/lib/http/route";

export const GET = route(dashboardReportContracts.download, ({ principal, params, query }) =>
  downloadReport(principal, params.id, query.format),
);
