import "server-only";
import type { Download } from "@/lib/http/contract";
import { type Cell, csvFileStart, csvLine } from "@/lib/platform/csv";
import type { Report, ReportFormat } from "./contract";
import type { ReportTable } from "./report-record";

/** A report's content as it is read for a file: its rows come slice by slice. */
export type ReportContent = { columns: ReportTable["columns"]; slices: AsyncIterable<Cell[][]> };

type Writer = { type: string; write: (report: Report, content: ReportContent) => AsyncIterable<string> };

const writers: Record<ReportFormat, Writer> = {
  json: { type: "application/json", write: jsonPieces },
  csv: { type: "text/csv", write: csvPieces },
  md: { type: "text/markdown", write: markdownPieces },
};

const titles: Record<Report["kind"], string> = { usage: "Usage", keys: "API keys", prompts: "Prompts" };
/** Some milliseconds of work. */
const rowsPerPiece = 250;

/** A report as a file, named by what it is and when it was asked for. */
export function reportFile(report: Report, content: ReportContent, format: ReportFormat): Download {
  const { type, write } = writers[format];
  const filename = `latchkey-${report.kind}-${report.created_at.slice(0, 10)}.${format}`;
  return { type, filename, pieces: write(report, content) };
}

async function* jsonPieces(report: Report, { columns, slices }: ReportContent): AsyncIterable<string> {
  const objectOf = (row: Cell[]) => Object.fromEntries(columns.map(({ id }, index) => [id, row[index] ?? null]));
  yield `{"report":${JSON.stringify(report)},"columns":${JSON.stringify(columns)},"rows":[`;
  let separator = "";
  for await (const piece of piecesOf(slices)) {
    yield separator + piece.map((row) => JSON.stringify(objectOf(row))).join(",");
    separator = ",";
  }
  yield "]}";
}

async function* csvPieces(_report: Report, { columns, slices }: ReportContent): AsyncIterable<string> {
  yield csvFileStart + csvLine(columns.map(({ id }) => id));
  for await (const piece of piecesOf(slices)) yield piece.map(csvLine).join("");
}

async function* markdownPieces(report: Report, { columns, slices }: ReportContent): AsyncIterable<string> {
  const line = (cells: readonly Cell[]) => `| ${cells.map(markdownCell).join(" | ")} |\n`;
  const covered = report.from ? `, ${report.from} to ${report.to} (UTC)` : "";
  yield `# ${titles[report.kind]}\n\nEnvironment ${report.environment}${covered}; made ${report.completed_at ?? ""}.\n\n`;
  if (report.truncated) yield `Cut after ${report.row_count} rows: there were more.\n\n`;
  yield line(columns.map(({ label }) => label));
  yield `| ${columns.map(() => "---").join(" | ")} |\n`;
  for await (const piece of piecesOf(slices)) yield piece.map(line).join("");
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

async function* piecesOf(slices: AsyncIterable<Cell[][]>): AsyncIterable<Cell[][]> {
  for await (const rows of slices) {
    for (let at = 0; at < rows.length; at += rowsPerPiece) yield rows.slice(at, at + rowsPerPiece);
  }
}
