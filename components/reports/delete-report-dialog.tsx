"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { dashboardReportContracts, type Report } from "@/lib/features/reports/contract";
import { call } from "@/lib/http/call";
import { kindWords } from "./report-words";
import { useRefreshReports } from "./use-reports";

type Props = { report: Report; onClose: (deleted: boolean) => void };

/** Asks once before a report is deleted. */
export function DeleteReportDialog({ report, onClose }: Props) {
  return (
    <ConfirmDialog
      danger
      title={`Delete this ${kindWords[report.kind].label} report?`}
      confirmLabel="Delete report"
      action={() => call(dashboardReportContracts.remove, { params: { id: report.id } })}
      saved={() => ({ title: "The report is deleted" })}
      refresh={useRefreshReports()}
      onClose={onClose}
    >
      <p>Downloaded files stay where they are. The data that the report tells of is not touched.</p>
    </ConfirmDialog>
  );
}
