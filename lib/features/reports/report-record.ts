import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Report as ReportRecord } from "@/lib/generated/prisma/client";
import type { RunStatus } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Cell } from "@/lib/platform/csv";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Report } from "./contract";

/** What a report is made from: the UTC days of a usage report, and how much came out once it has. Kept as JSON. */
export type ReportParameters = { from: string | null; to: string | null; rowCount: number | null; truncated: boolean };

/** A report's content as it is stored. */
export type ReportTable = { columns: { id: string; label: string }[]; rows: Cell[][] };

/** Everything of a stored report but its content, which may be long. */
export type ReportHead = Omit<ReportRecord, "result">;

/** The reports of the caller's organization, in the environment of their credential. */
export function ownReports({ organizationId, environment }: Principal) {
  return { organizationId, environment };
}

/** One answer for what is not there and what is not the caller's. */
export function noSuchReport(): ApiError {
  return new ApiError("not_found", "There is no such report");
}

/** The answer to a request for the content of a report that has none. */
export function notReady(status: RunStatus): ApiError {
  return new ApiError(
    "conflict",
    status === "failed" ? "The report failed" : `The report is not ready: it is ${status}`,
  );
}

/** Written by us alone. */
export function parametersOf({ parameters }: Pick<ReportRecord, "parameters">): ReportParameters {
  return parameters as ReportParameters;
}

/** A stored report as clients see it. */
export function toReport(row: ReportHead): Report {
  const { from, to, rowCount, truncated } = parametersOf(row);
  return {
    id: row.id,
    kind: row.kind,
    environment: row.environment,
    status: row.status,
    from,
    to,
    row_count: rowCount,
    truncated,
    error: row.error,
    created_at: wholeSecond(row.createdAt),
    completed_at: row.completedAt?.toISOString() ?? null,
  };
}
