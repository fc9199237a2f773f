"use client";
import { FileChartColumn } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { Button } from "@/components/ui/button";
import { TableList } from "@/components/ui/table-list";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import { maxReports, type Report } from "@/lib/features/reports/contract";
import { DeleteReportDialog } from "./delete-report-dialog";
import { NewReportDialog } from "./new-report-dialog";
import { reportColumns } from "./report-columns";
import { reportList } from "./report-lists";
import { isUnfinished } from "./report-words";
import { watchMs } from "./use-reports";

/** The page of reports: the list, asking for one, and deleting one. */
export function ReportsView() {
  const list = useList(reportList, { refreshMs: (rows) => rows.some(isUnfinished) && watchMs });
  const [asking, setAsking] = useState(false);
  useAskedToCreate(() => setAsking(true));
  const [deleting, setDeleting] = useState<Report | null>(null);
  return (
    <>
      <PageHeader
        title="Reports"
        description={`Usage, keys and prompts of your production data as files to keep or to hand on. The ${maxReports} newest are kept.`}
        actions={
          <AddButton variant="primary" onClick={() => setAsking(true)}>
            New report
          </AddButton>
        }
      />
      <TableList
        list={list}
        nouns={["report", "reports"]}
        columns={reportColumns}
        rowKey={({ id }) => id}
        context={{ onDelete: setDeleting }}
        empty={{
          icon: <FileChartColumn />,
          title: "No reports yet",
          body: "Make one for an audit, an invoice or a review. It takes a few seconds and can be downloaded as CSV, JSON or Markdown.",
          action: (
            <Button variant="primary" onClick={() => setAsking(true)}>
              Make your first report
            </Button>
          ),
        }}
      />
      <NewReportDialog open={asking} onClose={() => setAsking(false)} />
      {deleting && <DeleteReportDialog report={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}
