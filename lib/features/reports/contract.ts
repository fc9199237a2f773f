import { z } from "zod";
import { Environment, ReportKind, RunStatus } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { Day } from "@/lib/http/moment";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** How many reports are kept in one environment of an organization; the oldest finished ones go first. */
export const maxReports = 100;
/** How many may wait or be made at once. */
export const maxUnfinishedReports = 20;
/** A longer report is cut here and says so. */
export const maxReportRows = 50_000;
/** The longest time that a usage report may cover. */
export const maxReportDays = 366;

export const reportFormats = ["json", "csv", "md"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const NewReport = z
  .strictObject({
    kind: z.enum(ReportKind),
    /** First UTC day of a usage report; 30 days in all where absent. */
    from: Day.optional(),
    /** Last UTC day, included; today where absent. */
    to: Day.optional(),
  })
  .refine(({ kind, from, to }) => kind === "usage" || (!from && !to), {
    path: ["from"],
    message: "only usage reports cover a time; inventories show what is there now",
  });
export type NewReport = z.output<typeof NewReport>;

export const Report = z.object({
  id: z.string(),
  kind: z.enum(ReportKind),
  environment: z.enum(Environment),
  status: z.enum(RunStatus),
  /** The UTC days that a usage report covers, both included; null for inventories. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Null until it has succeeded. */
  row_count: z.number().int().nullable(),
  /** Whether there were more rows than a report holds. */
  truncated: z.boolean(),
  /** Why it failed. */
  error: z.string().nullable(),
  created_at: Timestamp,
  completed_at: Instant.nullable(),
});
export type Report = z.output<typeof Report>;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const ReportRows = z.object({
  columns: z.array(z.object({ id: z.string(), label: z.string() })),
  /** One list of cells a row, in the columns' order. */
  data: z.array(z.array(Cell)),
  next_cursor: z.string().nullable(),
});
export type ReportRows = z.output<typeof ReportRows>;

export const ReportQuery = Page.extend({
  kind: z.enum(ReportKind).optional(),
  status: z.enum(RunStatus).optional(),
});
export type ReportQuery = z.output<typeof ReportQuery>;

export const ReportList = listOf(Report);
export type ReportList = z.output<typeof ReportList>;

const shared = { product: "prompts", allow: v1Callers } as const;
const reads = { ...shared, scope: "reports:read" } as const;
const writes = { ...shared, scope: "reports:write" } as const;
const params = z.object({ id: z.string() });

export const listReportsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/reports",
  summary: "List reports, newest first; the 100 newest are kept",
  query: ReportQuery,
  success: { status: 200, body: ReportList },
});

export const createReportContract = defineContract({
  ...writes,
  dashboard: true,
  method: "POST",
  path: "/v1/reports",
  summary: "Ask for a report of usage, keys or prompts; answered before it is made",
  body: NewReport,
  success: { status: 202, body: Report },
});

export const getReportContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/reports/{id}",
  summary: "A report's status",
  params,
  success: { status: 200, body: Report },
});

export const deleteReportContract = defineContract({
  ...writes,
  dashboard: true,
  method: "DELETE",
  path: "/v1/reports/{id}",
  summary: "Delete a report",
  params,
  success: { status: 204 },
});

export const listReportRowsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/reports/{id}/rows",
  refuses: [409],
  summary: "A report's rows, page by page; 409 until it has succeeded",
  params,
  query: Page,
  success: { status: 200, body: ReportRows },
});

export const downloadReportContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/reports/{id}/download",
  refuses: [409],
  summary: "The whole report as a JSON, CSV or Markdown file; 409 until it has succeeded",
  params,
  query: z.object({ format: z.enum(reportFormats).default("json") }),
  success: { status: 200, media: ["application/json", "text/csv", "text/markdown"] },
});

export const dashboardReportContracts = {
  list: listReportsContract,
  create: createReportContract,
  get: getReportContract,
  remove: deleteReportContract,
  rows: listReportRowsContract,
  download: downloadReportContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listReportsContract,
  createReportContract,
  getReportContract,
  deleteReportContract,
  listReportRowsContract,
  downloadReportContract,
];
