import "server-only";
import { startOfMonth, startOfWeek, weekMs } from "@/lib/access/calendar-starts";
import { dayMs } from "@/lib/access/limit-windows";
import type { UsageDimension } from "./contract";
import { type Part, partSql, type UsageFilters } from "./part-sql";
import { dayPiecesOf, zoneDaysOf } from "./zone-cells";

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
  /** Where the days of another zone begin that the span is read by instead of all of its hours; null for days of UTC. */
  zoneStarts: readonly number[] | null;
  /** Before this instant the summaries are whole; null where there are none. */
  through: Date | null;
  filters: UsageFilters;
  /** The columns to group by, one at least. */
  needs: readonly UsageDimension[];
  withLatencies: boolean;
};

/**
 * The customers of an organization's keys as `FROM` takes them, with the columns key_id and customer_id. A key stays its
 * customer's for good, so whose a request of the past was needs no note of its own. Tokens that trusted issuers give a
 * customer are counted by the customer's own id.
 */
export const ownersSql = `(SELECT id AS key_id, customer_id FROM api_keys
   WHERE organization_id = $1 AND customer_id IS NOT NULL
   UNION ALL SELECT id, id FROM customers WHERE organization_id = $1) AS owners`;

/**
 * The usage of a span as `FROM` takes it: rows with bucket_start, the needed columns, requests and, where asked for,
 * latency. Finished days are read from their summaries, in steps as long as the reader allows, and what is younger from
 * the roll-ups. Its values come after those of `values`.
 */
export function cellsSql(query: CellsQuery, values: unknown[] = [query.organizationId]): Sql {
  const parts = partsOf(query).filter(({ fromMs, toMs }) => fromMs < toMs);
  const bound = (value: unknown) => `$${values.push(value)}`;
  return { text: `(${parts.map((part) => partSql(part, query, bound)).join(" UNION ALL ")})`, values };
}

function partsOf(query: CellsQuery): Part[] {
  const { unit, coarsest, fromMs, toMs, zoneStarts } = query;
  if (zoneStarts) return zonePartsOf(query, zoneStarts);
  if (unit === "minute") return [{ table: isByTag(query) ? "usage_tag_minutes" : "usage_minutes", fromMs, toMs }];
  if (coarsest === "hour") return hourParts(query, fromMs, toMs);
  if (unit === "day") return dayParts(query, fromMs, toMs);
  // Whole UTC days in the middle, hours at both ends.
  const firstDayMs = Math.ceil(fromMs / dayMs) * dayMs;
  const lastDayMs = Math.floor(toMs / dayMs) * dayMs;
  if (firstDayMs >= lastDayMs) return hourParts(query, fromMs, toMs);
  const table = isByTag(query) ? "usage_tag_hours" : "usage_hours";
  return [
    { table, fromMs, toMs: firstDayMs },
    ...dayParts(query, firstDayMs, lastDayMs),
    { table, fromMs: lastDayMs, toMs },
  ];
}

/** Days of UTC and what makes days of the zone of them. */
function zonePartsOf(query: CellsQuery, starts: readonly number[]): Part[] {
  const { fromMs, toMs } = query;
  const of = slicedBy(query);
  // Days in the summaries know how many requests came by each hour, but not how long these took.
  if (query.withLatencies || isByTag(query) || of === "pair") return edgeParts(query, starts);
  const reachedMs = summarizedMs(query, fromMs, toMs);
  const later = starts.filter((startMs) => startMs >= reachedMs);
  const pieces = dayPiecesOf(starts, toMs, reachedMs);
  const firstDayMs = Math.floor(fromMs / dayMs) * dayMs;
  return [
    { table: "usage_summaries", slice: `${of}_days`, fromMs: firstDayMs, toMs: reachedMs, pieces },
    ...hourParts(query, reachedMs, later[0] ?? toMs),
    ...edgeParts(query, later),
  ];
}

/** Whole days of UTC, and the hours by which days of the zone begin before or after them. */
function edgeParts(query: CellsQuery, starts: readonly number[]): Part[] {
  const { days, edges } = zoneDaysOf(starts, query.toMs);
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  const [firstEdge, lastEdge] = [edges[0], edges.at(-1)];
  return [
    ...(firstDay && lastDay
      ? dayParts(query, firstDay.fromMs, lastDay.fromMs + dayMs).map((part) => ({ ...part, days }))
      : []),
    ...(firstEdge && lastEdge
      ? hourParts(query, firstEdge.fromMs, lastEdge.toMs).map((part) => ({ ...part, edges }))
      : []),
  ];
}

function hourParts(query: CellsQuery, fromMs: number, toMs: number): Part[] {
  if (isByTag(query)) return [{ table: "usage_tag_hours", fromMs, toMs }];
  // No summary tells credentials apart by the hour: for these an index finds the few rows.
  if (asksFor(query, "credential")) return [{ table: "usage_hours", fromMs, toMs }];
  const reachedMs = summarizedMs(query, fromMs, toMs);
  return [
    { table: "usage_summaries", slice: `${slicedBy(query)}_hours`, fromMs, toMs: reachedMs },
    { table: "usage_hours", fromMs: reachedMs, toMs },
  ];
}

function dayParts(query: CellsQuery, fromMs: number, toMs: number): Part[] {
  // A day has few tags: nobody adds these up again.
  if (isByTag(query)) return [{ table: "usage_tag_days", fromMs, toMs }];
  const of = slicedBy(query);
  const reachedMs = summarizedMs(query, fromMs, toMs);
  const summary = (step: string, from: number, to: number) => ({
    table: "usage_summaries",
    slice: `${of}_${step}`,
    fromMs: from,
    toMs: to,
  });
  // No summary of days tells both apart: months do.
  const days = (from: number, to: number) =>
    of === "pair" ? { table: "usage_days", fromMs: from, toMs: to } : summary("days", from, to);
  // Nothing else has so many rows a day that weeks are worth it.
  const weeks = (from: number, to: number) => {
    const [firstMs, lastMs] = [startOfWeek(from + weekMs - 1), startOfWeek(to)];
    if (of !== "credential" || firstMs >= lastMs) return [days(from, to)];
    return [days(from, firstMs), summary("weeks", firstMs, lastMs), days(lastMs, to)];
  };
  const rest = { table: "usage_days", fromMs: reachedMs, toMs };
  if (query.coarsest !== "month") return [days(fromMs, reachedMs), rest];
  const firstMonthMs = startOfMonth(fromMs) === fromMs ? fromMs : startOfMonth(fromMs, 1);
  const lastMonthMs = startOfMonth(reachedMs);
  if (firstMonthMs >= lastMonthMs) return [...weeks(fromMs, reachedMs), rest];
  return [
    ...weeks(fromMs, firstMonthMs),
    summary("months", firstMonthMs, lastMonthMs),
    ...weeks(lastMonthMs, reachedMs),
    rest,
  ];
}

/** What summaries have to tell apart for a reader. */
function slicedBy(query: CellsQuery): "pair" | "credential" | "endpoint" | "total" {
  const byEndpoint = asksFor(query, "endpoint");
  if (asksFor(query, "credential")) return byEndpoint ? "pair" : "credential";
  return byEndpoint ? "endpoint" : "total";
}

function asksFor({ filters, needs }: CellsQuery, dimension: UsageDimension): boolean {
  if (needs.includes(dimension) || filters[dimension] !== undefined) return true;
  // Customers are told by their keys.
  return dimension === "credential" && (needs.includes("customer") || filters.customer !== undefined);
}

/** Requests by tag stand in roll-ups of their own, in which a request with several tags stands several times. */
function isByTag(query: CellsQuery): boolean {
  return asksFor(query, "tag");
}

/** How far into a span the summaries reach. */
function summarizedMs({ through }: CellsQuery, fromMs: number, toMs: number): number {
  return through === null ? fromMs : Math.min(Math.max(through.getTime(), fromMs), toMs);
}
