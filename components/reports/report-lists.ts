import { listOf } from "@/components/ui/list-source";
import { dashboardReportContracts } from "@/lib/features/reports/contract";

/** The organization's reports. */
export const reportList = listOf("reports", dashboardReportContracts.list, { query: { limit: 25 } });

/** The rows of a report that is made. */
export function reportRowList(id: string) {
  return listOf("reports", dashboardReportContracts.rows, { params: { id }, query: { limit: 50 } });
}
