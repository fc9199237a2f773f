"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { maxReportRows, type Report } from "@/lib/features/reports/contract";
import { DeleteReportDialog } from "./delete-report-dialog";
import { DownloadLinks } from "./download-links";
import { ReportStatus } from "./report-status";
import { isUnfinished, kindWords } from "./report-words";
import { useReport, useReportRows } from "./use-reports";

/** One report: its state, its files and its rows. */
export function ReportDetail({ first, loadedAtMs }: { first: Report; loadedAtMs: number }) {
  const router = useRouter();
  const { data: report } = useReport(first, loadedAtMs);
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <BackLink href="/dashboard/reports" label="Reports" />
      <PageHeader
        title={kindWords[report.kind].label}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <ReportStatus report={report} />
            {report.from && (
              <span>
                {report.from} to {report.to} (UTC)
              </span>
            )}
            {report.row_count !== null && <span>{report.row_count.toLocaleString("en")} rows</span>}
            <span>
              asked for <RelativeTime at={report.created_at} />
            </span>
          </span>
        }
        actions={
          <>
            {report.status === "succeeded" && <DownloadLinks id={report.id} />}
            <Button size="sm" onClick={() => setDeleting(true)}>
              Delete
            </Button>
          </>
        }
      />
      {report.truncated && (
        <p className="mb-4 rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
          There were more than {maxReportRows.toLocaleString("en")} rows; the rest is not in this report. Choose fewer
          days to see all.
        </p>
      )}
      {isUnfinished(report) && <Skeleton className="h-72 w-full" />}
      {report.status === "failed" && (
        <ErrorState
          title="This report could not be made"
          body={`${report.error ?? "Something went wrong"}. Ask for it again.`}
        />
      )}
      {report.status === "succeeded" && <ReportRows report={report} />}
      {deleting && (
        <DeleteReportDialog
          report={report}
          onClose={(deleted) => {
            setDeleting(false);
            if (deleted) router.push("/dashboard/reports");
          }}
        />
      )}
    </>
  );
}

function ReportRows({ report }: { report: Report }) {
  const list = useReportRows(report.id);
  if (list.isPending) return <Skeleton className="h-72 w-full" />;
  if (list.isError && !list.data) {
    return <ErrorState title="Rows unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />;
  }
  const columns = list.data.pages[0]?.columns ?? [];
  const rows = list.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) {
    return <EmptyState title="Nothing to report" body="There is no row in what this report covers." />;
  }
  return (
    <>
      <Table aria-label={kindWords[report.kind].label} className="sm:[&_:is(td,th)]:whitespace-nowrap">
        <THead>
          <tr>
            {columns.map(({ id, label }) => (
              <TH key={id}>{label}</TH>
            ))}
          </tr>
        </THead>
        <TBody>
          {rows.map((cells, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report's rows never move
            <TR key={place}>
              {columns.map(({ id, label }, column) => (
                <TD key={id} label={label} className="min-w-0">
                  <span className="min-w-0 break-words sm:block sm:max-w-72 sm:truncate" title={textOf(cells[column])}>
                    {textOf(cells[column])}
                  </span>
                </TD>
              ))}
            </TR>
          ))}
        </TBody>
      </Table>
      <LoadMore list={list} />
    </>
  );
}

function textOf(cell: string | number | boolean | null | undefined): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  return typeof cell === "number" ? cell.toLocaleString("en") : String(cell);
}
