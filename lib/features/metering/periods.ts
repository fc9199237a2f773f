import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { UsagePeriod as PeriodRow } from "@/lib/generated/prisma/client";
import type { MeterPeriod } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Download } from "@/lib/http/contract";
import { type Cell, csvFileStart, csvLine } from "@/lib/platform/csv";
import { requireWholeReach } from "./metering-reach";
import { PeriodId, type PeriodsQuery, startTextOf, type UsagePeriod } from "./period-contract";
import { startOfWindow } from "./query-contract";

/** Closed periods of the organization, newest first. */
export async function listPeriods(principal: Principal, query: PeriodsQuery): Promise<{ data: UsagePeriod[] }> {
  requireWholeReach(principal);
  const { period, limit, before } = query;
  const rows = await runtime().database.prisma.usagePeriod.findMany({
    where: {
      organizationId: principal.organizationId,
      period,
      ...(before === undefined ? {} : { start: { lt: new Date(startTextOf(before)) } }),
    },
    orderBy: { start: "desc" },
    take: limit,
  });
  return { data: rows.map(viewOf) };
}

/** The totals of a closed period as a file; 404 for one that is not closed. */
export async function periodFile(principal: Principal, id: string, format: "csv" | "json"): Promise<Download> {
  requireWholeReach(principal);
  if (!PeriodId.safeParse(id).success) throw notClosed();
  const period: MeterPeriod = id.startsWith("day-") ? "day" : "month";
  const start = new Date(startTextOf(id));
  const { organizationId } = principal;
  const row = await runtime().database.prisma.usagePeriod.findUnique({
    where: { organizationId_period_start: { organizationId, period, start } },
  });
  if (!row) throw notClosed();
  const filename = `latchkey-usage-${id}-v${row.version}.${format}`;
  const pieces = format === "csv" ? csvPieces(row) : jsonPieces(row);
  return { type: format === "csv" ? "text/csv" : "application/json", filename, pieces };
}

function notClosed(): ApiError {
  return new ApiError("not_found", "This period is not closed");
}

type Total = { meter: string; customer_id: string; external_id: string | null; value: string; events: number };
const columns = ["period", "version", "meter", "customer_id", "external_id", "value", "events"] as const;

async function* csvPieces(row: PeriodRow): AsyncIterable<string> {
  const { id, version } = viewOf(row);
  yield csvFileStart + csvLine(columns);
  for await (const totals of pagesOf(row)) {
    yield totals
      .map((total) =>
        csvLine([id, version, total.meter, total.customer_id, total.external_id, numberOf(total), total.events]),
      )
      .join("");
  }
}

/** A number where it is one: a text that begins with a minus would be taken for a formula. */
function numberOf({ value }: Total): Cell {
  return String(Number(value)) === value ? Number(value) : value;
}

async function* jsonPieces(row: PeriodRow): AsyncIterable<string> {
  yield `{"period":${JSON.stringify(viewOf(row))},"totals":[`;
  let separator = "";
  for await (const totals of pagesOf(row)) {
    yield separator + totals.map((total) => JSON.stringify(total)).join(",");
    separator = ",";
  }
  yield "]}";
}

const rowsPerPiece = 500;

async function* pagesOf(row: PeriodRow): AsyncIterable<Total[]> {
  const { organizationId, period, start } = row;
  let after = { meterId: "", customerId: "" };
  for (;;) {
    const rows = await runtime().database.prisma.$queryRaw<(Total & { meter_id: string })[]>`
      SELECT meter_id, meter_key AS meter, customer_id, external_id, trim_scale(value)::text AS value, events::float8 AS events
        FROM usage_period_totals
       WHERE organization_id = ${organizationId} AND period = ${period}::meter_period AND start = ${start}
         AND (meter_id, customer_id) > (${after.meterId}, ${after.customerId})
       ORDER BY meter_id, customer_id LIMIT ${rowsPerPiece}`;
    const isLast = rows.length < rowsPerPiece;
    if (isLast) await requireUnchanged(row);
    if (rows.length > 0) yield rows.map(({ meter_id: _, ...total }) => total);
    const last = rows.at(-1);
    if (!last || isLast) return;
    after = { meterId: last.meter_id, customerId: last.customer_id };
  }
}

/** Breaks off a file in which totals of two versions would stand: who asks again gets the later one. */
async function requireUnchanged({ organizationId, period, start, version }: PeriodRow): Promise<void> {
  const key = { organizationId, period, start };
  const now = await runtime().database.prisma.usagePeriod.findUnique({ where: { organizationId_period_start: key } });
  if (now?.version !== version) throw new Error("the period was corrected while its file was read");
}

function viewOf({ period, start, version, closedAt, updatedAt }: PeriodRow): UsagePeriod {
  const from = start.toISOString();
  return {
    id: `${period}-${from.slice(0, period === "day" ? 10 : 7)}`,
    period,
    from,
    to: new Date(startOfWindow(period, start.getTime(), 1)).toISOString(),
    version,
    closed_at: closedAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
