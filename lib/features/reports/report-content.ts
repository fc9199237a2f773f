import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { RunStatus } from "@/lib/generated/prisma/enums";
import { invalidField } from "@/lib/http/api-error";
import type { Download } from "@/lib/http/contract";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { Cell } from "@/lib/platform/csv";
import { maxReportRows, type ReportFormat, type ReportRows } from "./contract";
import { reportFile } from "./report-file";
import { noSuchReport, notReady, ownReports, type ReportTable } from "./report-record";
import { getReport } from "./reports";

type Slice = { status: RunStatus; createdAt: Date; columns: ReportTable["columns"] | null; rows: Cell[][] | null };

/** How many rows of a file are read at once: parsing them takes some milliseconds. */
const rowsPerSlice = 2_000;

/** A page of a report's rows; 404 unless it is the caller's own, 409 until it has succeeded. */
export async function listReportRows(principal: Principal, id: string, { limit, cursor }: Page): Promise<ReportRows> {
  const from = cursor === undefined ? 0 : rowAfter(cursor);
  const slice = await readSlice(principal, id, from, limit + 1);
  const { columns, createdAt } = slice;
  const { rows, next_cursor } = pageOf(
    slice.rows.map((cells, index) => ({ cells, createdAt, id: String(from + index + 1) })),
    limit,
  );
  return { columns, data: rows.map(({ cells }) => cells), next_cursor };
}

/**
 * The whole report as a file; 404 unless it is the caller's own, 409 until it has succeeded. Its rows are read while they
 * are sent, so that a long report neither fills the memory nor keeps other requests waiting.
 */
export async function downloadReport(principal: Principal, id: string, format: ReportFormat): Promise<Download> {
  const { columns, rows } = await readSlice(principal, id, 0, rowsPerSlice);
  const report = await getReport(principal, id);
  return reportFile(report, { columns, slices: slicesFrom(principal, id, rows) }, format);
}

async function* slicesFrom(principal: Principal, id: string, first: Cell[][]): AsyncIterable<Cell[][]> {
  let rows = first;
  for (let from = rowsPerSlice; rows.length > 0; from += rowsPerSlice) {
    yield rows;
    if (rows.length < rowsPerSlice) return;
    rows = (await readSlice(principal, id, from, rowsPerSlice)).rows;
  }
}

async function readSlice(principal: Principal, id: string, from: number, count: number) {
  const { organizationId, environment } = ownReports(principal);
  const { rows: found } = await runtime().database.pool.query<Slice>(
    `SELECT status, created_at AS "createdAt", result->'columns' AS columns,
            jsonb_path_query_array(result, '$.rows[$from to $last]', jsonb_build_object('from', $4::int, 'last', $5::int)) AS rows
       FROM reports WHERE id = $1 AND organization_id = $2 AND environment = $3`,
    [id, organizationId, environment, from, from + count - 1],
  );
  const [slice] = found;
  if (!slice) throw noSuchReport();
  const { status, createdAt, columns, rows } = slice;
  if (status !== "succeeded" || !columns || !rows) throw notReady(status);
  return { createdAt, columns, rows };
}

function rowAfter(cursor: string): number {
  const row = Number(decodeCursor(cursor).id);
  if (!Number.isInteger(row) || row < 1 || row > maxReportRows) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return row;
}
