import "server-only";
import type { Download } from "@/lib/http/contract";
import { type Cell, csvLine } from "@/lib/platform/csv";
import type { Report, ReportFormat } from "./contract";
import type { ReportTable } from "./report-record";

type Writer = { type: string; write: (report: Report, table: ReportTable) => Iterable<string> };

const writers: Record<ReportFormat, Writer> = {
  json: { type: "application/json", write: jsonPieces },
  csv: { type: "text/csv", write: csvPieces },
  md: { type: "text/markdown", write: markdownPieces },
};

const titles: Record<Report["kind"], string> = { usage: "Usage", keys: "API keys", prompts: "Prompts" };
const rowsPerPiece = 500;

/** A report as a file, named by what it is and when it was asked for. */
export function reportFile(report: Report, table: ReportTable, format: ReportFormat): Download {
  const { type, write } = writers[format];
  const filename = `latchkey-${report.kind}-${report.created_at.slice(0, 10)}.${format}`;
  return { type, filename, pieces: write(report, table) };
}

function* jsonPieces(report: Report, { columns, rows }: ReportTable): Iterable<string> {
  const objectOf = (row: Cell[]) => Object.fromEntries(columns.map(({ id }, index) => [id, row[index] ?? null]));
  yield `{"report":${JSON.stringify(report)},"columns":${JSON.stringify(columns)},"rows":[`;
  let separator = "";
  for (const piece of piecesOf(rows)) {
    yield separator + piece.map((row) => JSON.stringify(objectOf(row))).join(",");
    separator = ",";
  }
  yield "]}";
}

function* csvPieces(_report: Report, { columns, rows }: ReportTable): Iterable<string> {
  yield csvLine(columns.map(({ id }) => id));
  for (const piece of piecesOf(rows)) yield piece.map(csvLine).join("");
}

function* markdownPieces(report: Report, { columns, rows }: ReportTable): Iterable<string> {
  const line = (cells: readonly Cell[]) => `| ${cells.map(markdownCell).join(" | ")} |\n`;
  const covered = report.from ? `, ${report.from} to ${report.to} (UTC)` : "";
  yield `# ${titles[report.kind]}\n\nEnvironment ${report.environment}${covered}; made ${report.completed_at ?? ""}.\n\n`;
  if (report.truncated) yield `Cut after ${rows.length} rows: there were more.\n\n`;
  yield line(columns.map(({ label }) => label));
  yield `| ${columns.map(() => "---").join(" | ")} |\n`;
  for (const piece of piecesOf(rows)) yield piece.map(line).join("");
}

/** Text inside one cell of a table: what Markdown or HTML would read as something else is spelled out. */
function markdownCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  return (
    cell
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
      // Renderers make links of bare addresses.
      .replaceAll(/:(?=\/\/)/g, "&#58;")
      .replaceAll(/(?<=www)\./gi, "&#46;")
      .replaceAll("@", "&#64;")
      .replaceAll(/[\r\n\u2028\u2029]+/g, " ")
  );
}

function* piecesOf(rows: Cell[][]): Iterable<Cell[][]> {
  for (let at = 0; at < rows.length; at += rowsPerPiece) yield rows.slice(at, at + rowsPerPiece);
}
