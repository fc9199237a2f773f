"use client";
import { FileChartColumn, Plus } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { maxReports, type Report, type ReportList } from "@/lib/features/reports/contract";
import { DeleteReportDialog } from "./delete-report-dialog";
import { NewReportDialog } from "./new-report-dialog";
import { ReportTable } from "./report-table";
import { useReports } from "./use-reports";

/** The page of reports: the list, asking for one, and deleting one. */
export function ReportsView({ first, loadedAtMs }: { first: ReportList; loadedAtMs: number }) {
  const list = useReports(first, loadedAtMs);
  const [asking, setAsking] = useState(false);
  const [deleting, setDeleting] = useState<Report | null>(null);
  const reports = list.data.pages.flatMap((page) => page.data);
  return (
    <>
      <PageHeader
        title="Reports"
        description={`Usage, keys and prompts of your production data as files to keep or to hand on. The ${maxReports} newest are kept.`}
        actions={
          <Button variant="primary" onClick={() => setAsking(true)}>
            <Plus aria-hidden className="size-4" />
            New report
          </Button>
        }
      />
      {list.isError && (
        <div className="mb-4">
          <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>
        </div>
      )}
      {reports.length > 0 ? (
        <ReportTable reports={reports} onDelete={setDeleting} />
      ) : (
        <EmptyState
          icon={<FileChartColumn />}
          title="No reports yet"
          body="Make one for an audit, an invoice or a review: it takes a few seconds and can be downloaded as CSV, JSON or Markdown."
          action={
            <Button variant="primary" onClick={() => setAsking(true)}>
              Make your first report
            </Button>
          }
        />
      )}
      <LoadMore list={list} />
      <NewReportDialog open={asking} onClose={() => setAsking(false)} />
      {deleting && <DeleteReportDialog report={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}
