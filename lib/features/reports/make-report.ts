import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { ReportKind } from "@/lib/generated/prisma/enums";
import type { JobHandler, JobHandlers } from "@/lib/platform/jobs";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { mapPaced } from "@/lib/platform/pace";
import { recordEvent } from "@/lib/tenancy/events";
import { maxReportRows } from "./contract";
import { keysTable } from "./keys-table";
import { promptsTable } from "./prompts-table";
import { parametersOf, type ReportHead, type ReportTable } from "./report-record";
import { makeReportJob } from "./reports";
import { usageTable } from "./usage-table";

/**
 * Makes a report's rows from the data of its own organization and environment. It makes one more than are kept, if
 * there are so many.
 */
export type TableMaker = (report: ReportHead, limit: number) => Promise<ReportTable>;

const makers: Record<ReportKind, TableMaker> = { usage: usageTable, keys: keysTable, prompts: promptsTable };
/** A report whose making was cut short so often has failed. */
const maxAttempts = 4;

/** Makes a report. However often it is cut short and begun again, there is one content and one event. */
export const makeReport: JobHandler = async ({ reportId }, attempt) => {
  const { prisma } = runtime().database;
  const id = String(reportId);
  const { count } = await prisma.report.updateMany({
    where: { id, status: { in: ["queued", "running"] } },
    data: { status: "running" },
  });
  const report = count > 0 ? await prisma.report.findUnique({ where: { id }, omit: { result: true } }) : null;
  // Deleted meanwhile, or finished by a run whose job was not taken away.
  if (!report) return undefined;
  try {
    if (attempt > maxAttempts) throw new Error("it was interrupted too often");
    await succeed(report, await makers[report.kind](report, maxReportRows + 1));
  } catch (error) {
    if (attempt < maxAttempts) throw error;
    runtime().log("error", "report_failed", { report: id, ...errorFields(error) });
    await fail(report);
  }
  return undefined;
};

/**
 * A long one takes much memory. One lane may take up fewer, so that one organization does not hold up all others.
 */
const reportsAtOnce = 3;

/** The work of reports outside requests. */
export const reportJobs: JobHandlers = { [makeReportJob]: { handle: makeReport, room: reportsAtOnce } };

async function succeed(report: ReportHead, table: ReportTable): Promise<void> {
  const { clock, database } = runtime();
  const { id, kind } = report;
  const rows = table.rows.slice(0, maxReportRows);
  const truncated = table.rows.length > maxReportRows;
  const parameters = { ...parametersOf(report), rowCount: rows.length, truncated };
  const texts = await mapPaced(rows, (row) => JSON.stringify(row));
  const result = `{"columns":${JSON.stringify(table.columns)},"rows":[${texts.join(",")}]}`;
  await database.prisma.$transaction(async (tx) => {
    const { count } = await tx.report.updateMany({
      where: { id, status: "running" },
      data: { status: "succeeded", parameters, completedAt: new Date(clock.now()) },
    });
    if (count === 0) return;
    // As text: Prisma would take a long report apart value by value.
    await tx.$executeRaw`UPDATE reports SET result = ${result}::jsonb WHERE id = ${id}`;
    const data = { kind, row_count: rows.length, truncated };
    await recordEvent(tx, { ...aboutOf(report), type: "report.completed", data });
  });
}

async function fail(report: ReportHead): Promise<void> {
  const { clock, database } = runtime();
  const { id, kind } = report;
  await database.prisma.$transaction(async (tx) => {
    const { count } = await tx.report.updateMany({
      where: { id, status: "running" },
      data: { status: "failed", error: "Something went wrong on our side", completedAt: new Date(clock.now()) },
    });
    if (count > 0) await recordEvent(tx, { ...aboutOf(report), type: "report.failed", data: { kind } });
  });
}

function aboutOf({ id, organizationId, environment, createdById }: ReportHead) {
  return { subjectId: id, organizationId, environment, actorId: createdById };
}
