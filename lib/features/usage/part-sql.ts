import "server-only";
import { credentialKindSql } from "@/lib/access/credential-kind";
import type { UsageDimension } from "./contract";
import type { DayPiece, ZoneDay, ZoneEdge } from "./zone-cells";

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

/** Rows of one table, or of one slice of the summaries, from one instant to another. */
export type Part = {
  table: string;
  slice?: string;
  fromMs: number;
  toMs: number;
  /** Which bucket each day counts for, where that is not its own. */
  days?: readonly ZoneDay[];
  /** The times that alone are read, and the buckets whose figures they change. */
  edges?: readonly ZoneEdge[];
  /** The hours that alone count of each day, and the bucket that they count for. */
  pieces?: readonly DayPiece[];
};

/** What is read of each part. */
export type Reading = {
  filters: UsageFilters;
  needs: readonly UsageDimension[];
  withLatencies: boolean;
};

/** The rows of a part: bucket_start, the needed columns, requests and, where they are read, latency. `bound` gives a value's place in the query. */
export function partSql(part: Part, reading: Reading, bound: (value: unknown) => string): string {
  const { table, fromMs, toMs, days, edges } = part;
  if (edges) return edgesSql(part, edges, reading, bound);
  if (part.pieces) return piecesSql(part, part.pieces, reading, bound);
  const span = `bucket_start >= ${bound(new Date(fromMs))} AND bucket_start < ${bound(new Date(toMs))}`;
  const sums = reading.withLatencies ? "requests, latency" : "requests";
  const from = days && `${bound(days.map((day) => new Date(day.fromMs)))}::timestamptz[]`;
  const to = days && `${bound(days.map((day) => new Date(day.toMs)))}::timestamptz[]`;
  const start = days ? `(${to})[width_bucket(bucket_start, ${from})] AS bucket_start` : "bucket_start";
  return `SELECT ${start}, ${columnsSql(part, reading)}, ${sums} FROM ${table}
           WHERE ${conditionsOf(part, reading.filters, bound)} AND ${span}`;
}

/** The rows of edges: added up before they are counted in two buckets, and found edge by edge in an index. */
function edgesSql(part: Part, edges: readonly ZoneEdge[], reading: Reading, bound: (value: unknown) => string): string {
  const { table, fromMs, toMs } = part;
  const inside = edges
    .map((edge) => ({ ...edge, fromMs: Math.max(edge.fromMs, fromMs), toMs: Math.min(edge.toMs, toMs) }))
    .filter((edge) => edge.fromMs < edge.toMs);
  const instants = (field: keyof ZoneEdge) => `${bound(inside.map((edge) => dateOf(edge[field])))}::timestamptz[]`;
  // Tags are looked up one by one: of several PostgreSQL thinks that it had better read the hours of all.
  const { tag: tags, ...others } = reading.filters;
  const eachTag = tags && `CROSS JOIN unnest(${bound([...new Set(tags)])}::text[]) AS tags (wanted_tag)`;
  const latency = reading.withLatencies;
  return `SELECT bucket_start, ${reading.needs.map(nameOf).join(", ")}, sign * requests AS requests
                 ${latency ? ", sign * latency AS latency" : ""}
            FROM unnest(${instants("fromMs")}, ${instants("toMs")}, ${instants("addedToMs")}, ${instants("takenFromMs")})
                   AS edges (edge_start, edge_end, added_to, taken_from)
           ${eachTag ?? ""}
           CROSS JOIN LATERAL (
             SELECT ${columnsSql(part, reading)}, sum(requests)::bigint AS requests ${latency ? ", sum(latency) AS latency" : ""}
               FROM ${table}
              WHERE ${conditionsOf(part, others, bound)} ${eachTag ? "AND tag = wanted_tag" : ""}
                AND bucket_start >= edge_start AND bucket_start < edge_end
              GROUP BY ${reading.needs.map((_, place) => place + 1).join(", ")}) AS inside
           CROSS JOIN LATERAL (VALUES (added_to, 1), (taken_from, -1)) AS sides (bucket_start, sign)
           WHERE sides.bucket_start IS NOT NULL`;
}

/** The rows of pieces of days: what of a day came before one ends, less what came before it began. */
function piecesSql(
  part: Part,
  pieces: readonly DayPiece[],
  reading: Reading,
  bound: (value: unknown) => string,
): string {
  const list = (type: string, of: (piece: DayPiece) => unknown) => `${bound(pieces.map(of))}::${type}[]`;
  return `SELECT piece_bucket AS bucket_start, ${columnsSql(part, reading)},
                 CASE to_hour WHEN 24 THEN requests ELSE coalesce(until_hour[to_hour], 0) END
                   - CASE from_hour WHEN 0 THEN 0 ELSE coalesce(until_hour[from_hour], 0) END AS requests
            FROM ${part.table}
            JOIN unnest(${list("timestamptz", ({ dayMs }) => new Date(dayMs))}, ${list("int", ({ fromHour }) => fromHour)},
                        ${list("int", ({ toHour }) => toHour)}, ${list("timestamptz", ({ toMs }) => new Date(toMs))})
                   AS pieces (piece_day, from_hour, to_hour, piece_bucket) ON bucket_start = piece_day
           WHERE ${conditionsOf(part, reading.filters, bound)}
             AND bucket_start >= ${bound(new Date(part.fromMs))} AND bucket_start < ${bound(new Date(part.toMs))}`;
}

function columnsSql(part: Part, { needs }: Reading): string {
  return needs.map((dimension) => `${columnSql(part, dimension)} AS ${nameOf(dimension)}`).join(", ");
}

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));

/** Customers are told by their keys. */
const nameOf = (dimension: UsageDimension) => usageColumns[dimension === "customer" ? "credential" : dimension];

/** What a table has for a column; what it does not tell apart is empty. */
function columnSql({ table, slice }: Part, dimension: UsageDimension): string {
  const isByTag = table.startsWith("usage_tag_");
  if (dimension === "tag") return isByTag ? "tag" : "''";
  if (dimension === "kind") {
    if (isByTag) return "NULL::watched_credential";
    return slice === undefined ? credentialKindSql("credential_id") : "credential_kind";
  }
  if (isByTag && ["credential", "customer", "endpoint"].includes(dimension)) return "''";
  return nameOf(dimension);
}

function conditionsOf(part: Part, filters: UsageFilters, bound: (value: unknown) => string): string {
  const wanted = Object.entries(filters) as [UsageDimension, readonly string[] | undefined][];
  return [
    "organization_id = $1",
    ...(part.slice === undefined ? [] : [`slice = '${part.slice}'`]),
    ...wanted.flatMap(([dimension, values]) =>
      values === undefined ? [] : [conditionOf(part, dimension, bound(values))],
    ),
  ].join(" AND ");
}

/** Types of columns that are no text. */
const enumTypes: Partial<Record<UsageDimension, string>> = {
  status: "status_class",
  environment: "environment",
  kind: "watched_credential",
};

function conditionOf(part: Part, dimension: UsageDimension, place: string): string {
  if (dimension === "customer") {
    // A list of keys, and no join, so that the index by credentials finds their rows.
    const keys = `SELECT id FROM api_keys WHERE organization_id = $1 AND customer_id = ANY(${place}::text[])`;
    const themselves = `SELECT id FROM customers WHERE organization_id = $1 AND id = ANY(${place}::text[])`;
    return `credential_id = ANY(ARRAY(${keys} UNION ALL ${themselves}))`;
  }
  const column = dimension === "kind" ? columnSql(part, dimension) : usageColumns[dimension];
  // Told which keys these are, PostgreSQL thinks them so busy that it reads the hours of all others too.
  if (dimension === "credential" && (part.edges || part.table === "usage_hours"))
    return `${column} = ANY(ARRAY(SELECT unnest(${place}::text[])))`;
  return `${column} = ANY(${place}::${enumTypes[dimension] ?? "text"}[])`;
}
