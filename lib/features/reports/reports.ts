import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { givingWay } from "@/lib/http/bounded-work";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import {
  maxReportDays,
  maxReports,
  maxUnfinishedReports,
  type NewReport,
  type Report,
  type ReportList,
  type ReportQuery,
} from "./contract";
import { noSuchReport, ownReports, type ReportParameters, toReport } from "./report-record";

/** The kind of job that makes one report; its payload is `{ reportId }`. */
export const makeReportJob = "reports.make";

const usualDays = 30;
const withoutContent = { result: true } as const;

/** A page of the organization's reports, newest first, without their content. */
export async function listReports(
  principal: Principal,
  { limit, cursor, kind, status }: ReportQuery,
): Promise<ReportList> {
  const found = await runtime().database.prisma.report.findMany({
    where: { AND: [ownReports(principal), onlyGiven({ kind, status }), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
    omit: withoutContent,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toReport), next_cursor };
}

/** Asks for a report of the credential's organization and environment; 400 for days that make no range. */
export async function createReport(principal: Principal, wanted: NewReport): Promise<Report> {
  const { clock, database, jobs } = runtime();
  const now = clock.now();
  const parameters: ReportParameters = { ...daysOf(wanted, now), rowCount: null, truncated: false };
  const owner = ownReports(principal);
  return database.prisma.$transaction(async (tx) => {
    await makeRoom(tx, principal);
    const created = await tx.report.create({
      data: {
        ...owner,
        id: newId("rep"),
        kind: wanted.kind,
        parameters,
        createdById: principal.userId,
        createdAt: new Date(now),
      },
      omit: withoutContent,
    });
    // The lane keeps one organization's reports from holding up those of all others.
    await jobs.enqueue(tx, makeReportJob, { reportId: created.id, lane: `reports ${owner.organizationId}` });
    return toReport(created);
  });
}

/** One report's state; 404 unless it is the caller's own. */
export async function getReport(principal: Principal, id: string): Promise<Report> {
  const row = await runtime().database.prisma.report.findFirst({
    where: { id, ...ownReports(principal) },
    omit: withoutContent,
  });
  if (!row) throw noSuchReport();
  return toReport(row);
}

/** Deletes a report, also one that is being made; 404 unless it is the caller's own. */
export async function deleteReport(principal: Principal, id: string): Promise<void> {
  const { count } = await inTransaction(runtime(), (tx) =>
    tx.report.deleteMany({ where: { id, ...ownReports(principal) } }),
  );
  if (count === 0) throw noSuchReport();
}

/** The UTC days of a usage report, both included; none for an inventory. */
function daysOf({ kind, ...given }: NewReport, nowMs: number): Pick<ReportParameters, "from" | "to"> {
  if (kind !== "usage") return { from: null, to: null };
  const to = given.to ?? dayOf(nowMs);
  const from = given.from ?? dayOf(Date.parse(to) - (usualDays - 1) * dayMs);
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1 && given.to === undefined) throw invalidField("from", "must not be after today");
  if (days < 1) throw invalidField("to", "must not be before from");
  if (days > maxReportDays) throw invalidField("from", `a report covers at most ${maxReportDays} days`);
  return { from, to };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Keeps the number of reports bounded: 409 when too many are unfinished; the oldest finished ones give way. */
async function makeRoom(tx: PrismaSession, principal: Principal): Promise<void> {
  const owner = ownReports(principal);
  await lockUntilCommit(tx, `reports ${owner.organizationId} ${owner.environment}`);
  const kept = await tx.report.findMany({ where: owner, orderBy: newestFirst, select: { id: true, status: true } });
  const old = givingWay(kept, {
    most: maxReports,
    mostUnfinished: maxUnfinishedReports,
    busy: (unfinished) => `${unfinished} reports are waiting or being made already; try again when some are done`,
  });
  if (old.length > 0) await tx.report.deleteMany({ where: { id: { in: old } } });
}
