import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import type { Download } from "@/lib/http/contract";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { Cell } from "@/lib/platform/csv";
import { maxReportRows, type ReportFormat, type ReportRows } from "./contract";
import { reportFile } from "./report-file";
import { noSuchReport, notReady, ownReports, type ReportTable, toReport } from "./report-record";

type Slice = { status: string; createdAt: Date; columns: ReportTable["columns"] | null; rows: Cell[][] | null };

/** A page of a report's rows; 404 unless it is the caller's own, 409 until it has succeeded. */
export async function listReportRows(principal: Principal, id: string, { limit, cursor }: Page): Promise<ReportRows> {
  const { organizationId, environment } = ownReports(principal);
  const from = cursor === undefined ? 0 : rowAfter(cursor);
  const { rows: found } = await runtime().database.pool.query<Slice>(
    `SELECT status, created_at AS "createdAt", result->'columns' AS columns,
            jsonb_path_query_array(result, '$.rows[$from to $last]', jsonb_build_object('from', $4::int, 'last', $5::int)) AS rows
       FROM reports WHERE id = $1 AND organization_id = $2 AND environment = $3`,
    [id, organizationId, environment, from, from + limit],
  );
  const [slice] = found;
  if (!slice) throw noSuchReport();
  if (slice.status !== "succeeded" || !slice.columns || !slice.rows) throw notReady(slice.status);
  const { createdAt } = slice;
  const { rows, next_cursor } = pageOf(
    slice.rows.map((cells, index) => ({ cells, createdAt, id: String(from + index + 1) })),
    limit,
  );
  return { columns: slice.columns, data: rows.map(({ cells }) => cells), next_cursor };
}

/** The whole report as a file; 404 unless it is the caller's own, 409 until it has succeeded. */
export async function downloadReport(principal: Principal, id: string, format: ReportFormat): Promise<Download> {
  const report = await runtime().database.prisma.report.findFirst({ where: { id, ...ownReports(principal) } });
  if (!report) throw noSuchReport();
  if (report.status !== "succeeded" || !report.result) throw notReady(report.status);
  // Written by us alone.
  return reportFile(toReport(report), report.result as ReportTable, format);
}

function rowAfter(cursor: string): number {
  const row = Number(decodeCursor(cursor).id);
  if (!Number.isInteger(row) || row < 1 || row > maxReportRows) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return row;
}
