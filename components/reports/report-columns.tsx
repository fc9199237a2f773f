import { Ellipsis, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Report } from "@/lib/features/reports/contract";
import { DownloadLinks } from "./download-links";
import { ReportStatus } from "./report-status";
import { kindWords } from "./report-words";

export const reportColumns: readonly Column<Report, { onDelete: (report: Report) => void }>[] = [
  {
    label: "Report",
    as: "title",
    cell: ({ id, kind, from, to }) => (
      <NameCell name={kindWords[kind].label} href={`/dashboard/reports/${id}`} note={from && `${from} to ${to}`} />
    ),
  },
  { label: "Status", cell: (report) => <ReportStatus report={report} /> },
  {
    label: "Rows",
    sort: { by: "rows", first: "desc", compared: ({ row_count }) => row_count },
    cell: ({ row_count }) => row_count?.toLocaleString("en") ?? "–",
  },
  {
    label: "Asked for",
    sort: { by: "created", first: "desc", compared: ({ created_at }) => created_at },
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
  },
  {
    label: "Download",
    cell: ({ id, status }) =>
      status === "succeeded" ? <DownloadLinks id={id} /> : <span className="text-muted">–</span>,
  },
  {
    label: "Actions",
    as: "menu",
    cell: (report, { onDelete }) => (
      <Menu
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Actions for ${kindWords[report.kind].label} report`}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
        items={[{ label: "Delete", icon: <Trash2 />, danger: true, onSelect: () => onDelete(report) }]}
      />
    ),
  },
];
