"use client";
import { Ellipsis, Trash2 } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { Report } from "@/lib/features/reports/contract";
import { DownloadLinks } from "./download-links";
import { ReportStatus } from "./report-status";
import { kindWords } from "./report-words";

export function ReportTable({ reports, onDelete }: { reports: readonly Report[]; onDelete: (report: Report) => void }) {
  return (
    <Table aria-label="Reports">
      <THead>
        <tr>
          <TH>Report</TH>
          <TH>Status</TH>
          <TH>Rows</TH>
          <TH>Asked for</TH>
          <TH>Download</TH>
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {reports.map((report) => (
          <TR key={report.id}>
            <TD className="max-sm:pr-12">
              <Link href={`/dashboard/reports/${report.id}`} className="font-medium hover:underline">
                {kindWords[report.kind].label}
              </Link>
              {report.from && (
                <span className="block text-xs text-muted">
                  {report.from} to {report.to}
                </span>
              )}
            </TD>
            <TD label="Status">
              <ReportStatus report={report} />
            </TD>
            <TD label="Rows">{report.row_count === null ? "–" : report.row_count.toLocaleString("en")}</TD>
            <TD label="Asked for">
              <RelativeTime at={report.created_at} />
            </TD>
            <TD label="Download">
              {report.status === "succeeded" ? <DownloadLinks id={report.id} /> : <span className="text-muted">–</span>}
            </TD>
            <TD className="max-sm:absolute max-sm:top-1.5 max-sm:right-1.5 sm:w-px sm:text-right">
              <Menu
                trigger={
                  <Button variant="ghost" size="sm" aria-label={`Actions for ${kindWords[report.kind].label} report`}>
                    <Ellipsis aria-hidden className="size-4" />
                  </Button>
                }
                items={[{ label: "Delete", icon: <Trash2 />, danger: true, onSelect: () => onDelete(report) }]}
              />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
