import type { Tone } from "@/components/ui/badge";
import type { Report, ReportFormat } from "@/lib/features/reports/contract";

/** How pages call the kinds of report, and what is in each. */
export const kindWords: Record<Report["kind"], { label: string; summary: string }> = {
  usage: { label: "Usage", summary: "Requests by day, credential, endpoint and status." },
  keys: { label: "API keys", summary: "Every key with its scopes, age and last use, and what deserves a look." },
  prompts: { label: "Prompts", summary: "Every prompt with its versions, size and visibility." },
};

export const statusWords: Record<Report["status"], { label: string; tone: Tone }> = {
  queued: { label: "Queued", tone: "neutral" },
  running: { label: "Running", tone: "accent" },
  succeeded: { label: "Ready", tone: "success" },
  failed: { label: "Failed", tone: "danger" },
};

export const formatWords: Record<ReportFormat, string> = { csv: "CSV", json: "JSON", md: "Markdown" };

/** Where a report is downloaded, by the browser's own session. */
export function downloadPath(id: string, format: ReportFormat): string {
  return `/api/dashboard/v1/reports/${encodeURIComponent(id)}/download?format=${format}`;
}

export function isUnfinished({ status }: Pick<Report, "status">): boolean {
  return status === "queued" || status === "running";
}
