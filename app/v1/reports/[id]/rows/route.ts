import { listReportRowsContract } from "@/lib/features/reports/contract";
import { listReportRows } from "@/lib/features/reports/report-content";
import { route } from "@/lib/http/route";

export const GET = route(listReportRowsContract, ({ principal, params, query }) =>
  listReportRows(principal, params.id, query),
);
