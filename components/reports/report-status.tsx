import { LoaderCircle } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Report } from "@/lib/features/reports/contract";
import { isUnfinished, statusWords } from "./report-words";

export function ReportStatus({ report }: { report: Report }) {
  const { label, tone } = statusWords[report.status];
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={tone}>
        {isUnfinished(report) && <LoaderCircle aria-hidden className="size-3 animate-spin" />}
        {label}
      </Badge>
      {report.truncated && <Badge tone="warning">Cut</Badge>}
    </span>
  );
}
