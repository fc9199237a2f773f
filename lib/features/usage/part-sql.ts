import "server-only";
import { credentialKindSql } from "@/lib/access/credential-kind";
import type { UsageDimension } from "./contract";
import type { ZoneDay, ZoneEdge } from "./zone-cells";

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
  /** The hours that alone are read, and the buckets whose figures they change. */
  edges?: readonly ZoneEdge[];
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
  const columns = reading.needs.map((dimension) => `${columnSql(part, dimension)} AS ${nameOf(dimension)}`).join(", ");
  const rows = `FROM ${table} WHERE ${conditionsOf(part, reading.filters, bound)}`;
  const sums = reading.withLatencies ? ["requests", "latency"] : ["requests"];
  if (edges) {
    const inside = edges
      .map((edge) => ({ ...edge, fromMs: Math.max(edge.fromMs, fromMs), toMs: Math.min(edge.toMs, toMs) }))
      .filter((edge) => edge.fromMs < edge.toMs);
    const instants = (field: keyof ZoneEdge) => `${bound(inside.map((edge) => dateOf(edge[field])))}::timestamptz[]`;
    const names = reading.needs.map(nameOf).join(", ");
    // Added up before they are counted in two buckets, and found edge by edge in the index.
    return `SELECT bucket_start, ${names}, ${sums.map((sum) => `sign * ${sum} AS ${sum}`).join(", ")}
              FROM unnest(${instants("fromMs")}, ${instants("toMs")}, ${instants("addedToMs")}, ${instants("takenFromMs")})
                     AS edges (edge_start, edge_end, added_to, taken_from)
             CROSS JOIN LATERAL (
               SELECT ${columns}, sum(requests)::bigint AS requests${reading.withLatencies ? ", sum(latency) AS latency" : ""}
                 ${rows} AND bucket_start >= edge_start AND bucket_start < edge_end
                GROUP BY ${reading.needs.map((_, place) => place + 1).join(", ")}) AS hours
             CROSS JOIN LATERAL (VALUES (added_to, 1), (taken_from, -1)) AS sides (bucket_start, sign)
             WHERE sides.bucket_start IS NOT NULL`;
  }
  const span = `bucket_start >= ${bound(new Date(fromMs))} AND bucket_start < ${bound(new Date(toMs))}`;
  const all = `SELECT bucket_start, ${columns}, ${sums.join(", ")} ${rows} AND ${span}`;
  if (!days) return all;
  const from = `${bound(days.map((day) => new Date(day.fromMs)))}::timestamptz[]`;
  const to = `${bound(days.map((day) => new Date(day.toMs)))}::timestamptz[]`;
  return `SELECT (${to})[width_bucket(bucket_start, ${from})] AS bucket_start, ${columns}, ${sums.join(", ")} ${rows} AND ${span}`;
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
  // Told which keys these are, PostgreSQL thinks them so busy that it reads the hours of all others too.
  if (dimension === "credential" && part.edges) return `credential_id = ANY(ARRAY(SELECT unnest(${place}::text[])))`;
  const column = dimension === "kind" ? columnSql(part, dimension) : usageColumns[dimension];
  return `${column} = ANY(${place}::${enumTypes[dimension] ?? "text"}[])`;
}
