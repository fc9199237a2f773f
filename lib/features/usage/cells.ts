import "server-only";
import { credentialKindSql } from "@/lib/access/credential-kind";
import { dayMs } from "@/lib/access/limit-windows";
import type { UsageDimension } from "./contract";
import { monthStart } from "./span";

/** The columns that a chart can be grouped and filtered by. Names are our own constants, never input. */
export const usageColumns: Record<UsageDimension, string> = {
  status: "status_class",
  credential: "credential_id",
  endpoint: "endpoint",
  product: "product",
  environment: "environment",
  kind: "kind",
};

/** The wanted values of each dimension; an absent one takes all. */
export type UsageFilters = { [Dimension in UsageDimension]?: readonly string[] | undefined };

/** A query's text with its values; `$1` is the organization. */
export type Sql = { text: string; values: unknown[] };

export type CellsQuery = {
  organizationId: string;
  /** The size of rows at the ends of the span; longer steps hold nothing else than the span. */
  unit: "minute" | "hour" | "day";
  /** The longest step that the reader can do with. */
  coarsest: "minute" | "hour" | "day" | "month";
  fromMs: number;
  toMs: number;
  /** Before this instant the summaries are whole; null where there are none. */
  through: Date | null;
  filters: UsageFilters;
  /** What is asked of each row besides the filters. */
  needs: readonly UsageDimension[];
};

type Part = { table: string; slice?: string; fromMs: number; toMs: number };

/**
 * The usage of a span as `FROM` takes it: rows with bucket_start, requests, latency and the columns to group by. Finished
 * days are read from their summaries, in steps as long as the reader allows, and what is younger from the roll-ups.
 */
export function cellsSql(query: CellsQuery): Sql {
  const values: unknown[] = [query.organizationId];
  const parts = partsOf(query).filter(({ fromMs, toMs }) => fromMs < toMs);
  const text = parts.map((part) => partSql(part, query.filters, values)).join(" UNION ALL ");
  return { text: `(${text})`, values };
}

function partsOf(query: CellsQuery): Part[] {
  const { unit, coarsest, fromMs, toMs } = query;
  if (unit === "minute") return [{ table: "usage_minutes", fromMs, toMs }];
  if (coarsest === "hour") return hourParts(query);
  if (unit === "day") return dayParts(query, fromMs, toMs);
  // Whole UTC days in the middle, hours at both ends.
  const firstDayMs = Math.ceil(fromMs / dayMs) * dayMs;
  const lastDayMs = Math.floor(toMs / dayMs) * dayMs;
  if (firstDayMs >= lastDayMs) return hourParts(query);
  return [
    { table: "usage_hours", fromMs, toMs: firstDayMs },
    ...dayParts(query, firstDayMs, lastDayMs),
    { table: "usage_hours", fromMs: lastDayMs, toMs },
  ];
}

function hourParts(query: CellsQuery): Part[] {
  const { fromMs, toMs } = query;
  // No summary tells credentials apart by the hour: for these an index finds the few rows.
  if (asksFor(query, "credential")) return [{ table: "usage_hours", fromMs, toMs }];
  const reachedMs = summarizedMs(query, fromMs, toMs);
  return [
    { table: "usage_summaries", slice: "endpoint_hours", fromMs, toMs: reachedMs },
    { table: "usage_hours", fromMs: reachedMs, toMs },
  ];
}

function dayParts(query: CellsQuery, fromMs: number, toMs: number): Part[] {
  const byCredential = asksFor(query, "credential");
  // No summary tells both apart.
  if (byCredential && asksFor(query, "endpoint")) return [{ table: "usage_days", fromMs, toMs }];
  const reachedMs = summarizedMs(query, fromMs, toMs);
  const summary = (slice: string, from: number, to: number) => ({
    table: "usage_summaries",
    slice,
    fromMs: from,
    toMs: to,
  });
  const rest = { table: "usage_days", fromMs: reachedMs, toMs };
  if (!byCredential) return [summary("endpoint_days", fromMs, reachedMs), rest];
  const firstMonthMs = monthStart(fromMs) === fromMs ? fromMs : monthStart(fromMs, 1);
  const lastMonthMs = monthStart(reachedMs);
  if (query.coarsest !== "month" || firstMonthMs >= lastMonthMs) {
    return [summary("credential_days", fromMs, reachedMs), rest];
  }
  return [
    summary("credential_days", fromMs, firstMonthMs),
    summary("credential_months", firstMonthMs, lastMonthMs),
    summary("credential_days", lastMonthMs, reachedMs),
    rest,
  ];
}

function asksFor({ filters, needs }: CellsQuery, dimension: UsageDimension): boolean {
  return needs.includes(dimension) || filters[dimension] !== undefined;
}

/** How far into a span the summaries reach. */
function summarizedMs({ through }: CellsQuery, fromMs: number, toMs: number): number {
  return through === null ? fromMs : Math.min(Math.max(through.getTime(), fromMs), toMs);
}

function partSql({ table, slice, fromMs, toMs }: Part, filters: UsageFilters, values: unknown[]): string {
  const bound = (value: unknown) => `$${values.push(value)}`;
  const kind = slice === undefined ? credentialKindSql("credential_id") : "credential_kind";
  const conditions = [
    "organization_id = $1",
    `bucket_start >= ${bound(new Date(fromMs))}`,
    `bucket_start < ${bound(new Date(toMs))}`,
    ...(slice === undefined ? [] : [`slice = '${slice}'`]),
    ...Object.entries(usageColumns).flatMap(([dimension, column]) => {
      const wanted = filters[dimension as UsageDimension];
      return wanted === undefined ? [] : [conditionOf(dimension as UsageDimension, kind, column, bound(wanted))];
    }),
  ];
  return `SELECT bucket_start, product, environment, ${kind} AS kind, credential_id, endpoint, status_class, requests, latency
            FROM ${table} WHERE ${conditions.join(" AND ")}`;
}

/** Types of columns that are no text. */
const enumTypes: Partial<Record<UsageDimension, string>> = {
  status: "status_class",
  environment: "environment",
  kind: "watched_credential",
};

function conditionOf(dimension: UsageDimension, kind: string, column: string, place: string): string {
  const type = enumTypes[dimension] ?? "text";
  return `${dimension === "kind" ? kind : column} = ANY(${place}::${type}[])`;
}
