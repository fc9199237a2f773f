import "server-only";
import { credentialKindSql } from "@/lib/access/credential-kind";
import { dayMs } from "@/lib/access/limit-windows";
import type { UsageDimension } from "./contract";
import { monthStart } from "./span";
import type { Move, ZoneDays } from "./zone-cells";

const hourMs = 3_600_000;

/** The columns that a chart can be grouped and filtered by. Names are our own constants, never input. */
export const usageColumns: Record<UsageDimension, string> = {
  status: "status_class",
  credential: "credential_id",
  // No roll-up has it: `ownersSql` says whose a credential is.
  customer: "customer_id",
  endpoint: "endpoint",
  product: "product",
  environment: "environment",
  kind: "kind",
  tag: "tag",
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
  /** The days of another zone that the span is read by instead of all of its hours; null for days of UTC. */
  zoneDays: ZoneDays | null;
  /** Before this instant the summaries are whole; null where there are none. */
  through: Date | null;
  filters: UsageFilters;
  /** What is asked of each row besides the filters. */
  needs: readonly UsageDimension[];
};

/**
 * The customers of an organization's keys as `JOIN` takes them, with the columns key_id and customer_id. A key stays its
 * customer's for good, so whose a request of the past was needs no note of its own. Tokens that trusted issuers give a
 * customer are counted by the customer's own id.
 */
export const ownersSql = `(SELECT id AS key_id, customer_id FROM api_keys
   WHERE organization_id = $1 AND customer_id IS NOT NULL
   UNION ALL SELECT id, id FROM customers WHERE organization_id = $1) AS owners ON key_id = credential_id`;

type Part = { table: string; slice?: string; fromMs: number; toMs: number; moves?: readonly Move[] };

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
  const { unit, coarsest, fromMs, toMs, zoneDays } = query;
  if (zoneDays) return zonePartsOf(query, zoneDays);
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

/** Whole days of UTC, and the hours by which days of the zone begin before or after them. */
function zonePartsOf(query: CellsQuery, { days, hours }: ZoneDays): Part[] {
  const moved = (parts: Part[], moves: readonly Move[]) => parts.map((part) => ({ ...part, moves }));
  const endsOf = (moves: readonly Move[], stepMs: number) => {
    const all = moves.map(({ fromMs }) => fromMs);
    return [Math.min(...all), Math.max(...all) + stepMs] as const;
  };
  return [
    ...moved(dayParts(query, ...endsOf(days, dayMs)), days),
    ...moved(hourParts(query, ...endsOf(hours, hourMs)), hours),
  ];
}

function hourParts(query: CellsQuery, fromMs: number, toMs: number): Part[] {
  if (isByTag(query)) return [{ table: "usage_tag_hours", fromMs, toMs }];
  // No summary tells credentials apart by the hour: for these an index finds the few rows.
  if (asksFor(query, "credential")) return [{ table: "usage_hours", fromMs, toMs }];
  const reachedMs = summarizedMs(query, fromMs, toMs);
  const slice = asksFor(query, "endpoint") ? "endpoint_hours" : "total_hours";
  return [
    { table: "usage_summaries", slice, fromMs, toMs: reachedMs },
    { table: "usage_hours", fromMs: reachedMs, toMs },
  ];
}

function dayParts(query: CellsQuery, fromMs: number, toMs: number): Part[] {
  // A day has few tags: nobody adds these up again.
  if (isByTag(query)) return [{ table: "usage_tag_days", fromMs, toMs }];
  const byCredential = asksFor(query, "credential");
  const reachedMs = summarizedMs(query, fromMs, toMs);
  const summary = (slice: string, from: number, to: number) => ({
    table: "usage_summaries",
    slice,
    fromMs: from,
    toMs: to,
  });
  const rest = { table: "usage_days", fromMs: reachedMs, toMs };
  if (!byCredential) return [summary("endpoint_days", fromMs, reachedMs), rest];
  // No summary of days tells both apart: months do.
  const isPair = asksFor(query, "endpoint");
  const days = (from: number, to: number) =>
    isPair ? { table: "usage_days", fromMs: from, toMs: to } : summary("credential_days", from, to);
  const firstMonthMs = monthStart(fromMs) === fromMs ? fromMs : monthStart(fromMs, 1);
  const lastMonthMs = monthStart(reachedMs);
  if (query.coarsest !== "month" || firstMonthMs >= lastMonthMs) return [days(fromMs, reachedMs), rest];
  return [
    days(fromMs, firstMonthMs),
    summary(isPair ? "pair_months" : "credential_months", firstMonthMs, lastMonthMs),
    days(lastMonthMs, reachedMs),
    rest,
  ];
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

function partSql({ table, slice, fromMs, toMs, moves }: Part, filters: UsageFilters, values: unknown[]): string {
  const bound = (value: unknown) => `$${values.push(value)}`;
  const kind = slice === undefined ? credentialKindSql("credential_id") : "credential_kind";
  const columns = table.startsWith("usage_tag_")
    ? "product, environment, NULL::watched_credential AS kind, '' AS credential_id, '' AS endpoint, status_class, tag"
    : `product, environment, ${kind} AS kind, credential_id, endpoint, status_class, '' AS tag`;
  const conditions = [
    "organization_id = $1",
    ...(slice === undefined ? [] : [`slice = '${slice}'`]),
    ...Object.entries(usageColumns).flatMap(([dimension, column]) => {
      const wanted = filters[dimension as UsageDimension];
      return wanted === undefined ? [] : [conditionOf(dimension as UsageDimension, kind, column, bound(wanted))];
    }),
  ].join(" AND ");
  if (!moves) {
    return `SELECT bucket_start, ${columns}, requests, latency FROM ${table}
             WHERE ${conditions} AND bucket_start >= ${bound(new Date(fromMs))} AND bucket_start < ${bound(new Date(toMs))}`;
  }
  const inside = moves.filter((move) => move.fromMs >= fromMs && move.fromMs < toMs);
  const from = `${bound(inside.map((move) => new Date(move.fromMs)))}::timestamptz[]`;
  const to = `${bound(inside.map((move) => new Date(move.toMs)))}::timestamptz[]`;
  const signs = `${bound(inside.map(({ sign }) => sign))}::int[]`;
  // Told twice which hours are meant, PostgreSQL finds these few in its index before it joins.
  return `SELECT moved_to AS bucket_start, ${columns}, sign * requests AS requests, sign * latency AS latency
            FROM unnest(${from}, ${to}, ${signs}) AS moves (moved_from, moved_to, sign)
            JOIN ${table} ON bucket_start = moved_from
           WHERE ${conditions} AND bucket_start = ANY(${from})`;
}

/** Types of columns that are no text. */
const enumTypes: Partial<Record<UsageDimension, string>> = {
  status: "status_class",
  environment: "environment",
  kind: "watched_credential",
};

function conditionOf(dimension: UsageDimension, kind: string, column: string, place: string): string {
  if (dimension === "customer") {
    // A list of keys, and no join, so that the index by credentials finds their rows.
    const keys = `SELECT id FROM api_keys WHERE organization_id = $1 AND customer_id = ANY(${place}::text[])`;
    const themselves = `SELECT id FROM customers WHERE organization_id = $1 AND id = ANY(${place}::text[])`;
    return `credential_id = ANY(ARRAY(${keys} UNION ALL ${themselves}))`;
  }
  const type = enumTypes[dimension] ?? "text";
  return `${dimension === "kind" ? kind : column} = ANY(${place}::${type}[])`;
}
