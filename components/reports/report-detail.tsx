"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { ErrorState } from "@/components/ui/error-state";
import { plural } from "@/components/ui/figures";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { maxReportRows, type Report } from "@/lib/features/reports/contract";
import { DeleteReportDialog } from "./delete-report-dialog";
import { DownloadLinks } from "./download-links";
import { reportRowList } from "./report-lists";
import { ReportStatus } from "./report-status";
import { isUnfinished, kindWords } from "./report-words";
import { useReport } from "./use-reports";

/** One report: its state, its files and its rows. */
export function ReportDetail({ first, loadedAtMs }: { first: Report; loadedAtMs: number }) {
  const router = useRouter();
  const { data: report } = useReport(first, loadedAtMs);
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <BackLink href="/dashboard/reports" label="Reports" current={kindWords[report.kind].label} />
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
            {report.row_count !== null && <span>{plural(report.row_count, "row")}</span>}
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

type Cells = { place: number; cells: readonly (string | number | boolean | null)[] };

function ReportRows({ report }: { report: Report }) {
  // A report never changes once it is made.
  const { query, rows, first } = useList(reportRowList(report.id), { staleMs: Number.POSITIVE_INFINITY });
  const columns = (first?.columns ?? []).map(
    ({ id, label }, place): Column<Cells> => ({
      id,
      label,
      className: "min-w-0 sm:whitespace-nowrap",
      cell: ({ cells }) => (
        <span className="min-w-0 break-words sm:block sm:max-w-72 sm:truncate" title={textOf(cells[place])}>
          {textOf(cells[place])}
        </span>
      ),
    }),
  );
  return (
    <TableList
      reachable
      list={{ query, rows: rows.map((cells, place) => ({ place, cells })) }}
      nouns={["row", "rows"]}
      label={kindWords[report.kind].label}
      columns={columns}
      rowKey={({ place }) => place}
      empty={{ title: "Nothing to report", body: "There is no row in what this report covers." }}
    />
  );
}

function textOf(cell: string | number | boolean | null | undefined): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  return typeof cell === "number" ? cell.toLocaleString("en") : String(cell);
}
