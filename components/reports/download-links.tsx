import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import type { ReportFormat } from "@/lib/features/reports/contract";
import { downloadPath, formatWords } from "./report-words";

const formats: readonly ReportFormat[] = ["csv", "json", "md"];

/** A report's files: the browser saves them by its own session. */
export function DownloadLinks({ id }: { id: string }) {
  return (
    <span className="inline-flex flex-wrap gap-1.5 max-sm:justify-end">
      {formats.map((format) => (
        <a
          key={format}
          href={downloadPath(id, format)}
          download
          aria-label={`Download as ${formatWords[format]}`}
          className={buttonClass({ size: "sm" })}
        >
          <Download aria-hidden className="size-3.5 sm:max-lg:hidden" />
          {formatWords[format]}
        </a>
      ))}
    </span>
  );
}
