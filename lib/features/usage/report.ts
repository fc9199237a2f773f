import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readWatermark } from "@/lib/access/usage-watermark";
import { ApiError } from "@/lib/http/api-error";
import { defaultUsageRange, type UsageDimension, type UsageGroup, type UsageQuery, type UsageReport } from "./contract";
import { visibleIds } from "./credentials";
import { customerIdOf } from "./customers";
import type { UsageFilters } from "./part-sql";
import { readGroups, readSeries, readTop, type Source } from "./report-queries";
import { customSpan, presetSpan, previousSpan, type UsageSpan } from "./span";
import { addTally, emptyTally, latencyOf, outcomesOf, subtractTally, type Tally } from "./tally";

/** How many lines a grouped chart tells apart, and how many names each list shows. */
const shownGroups = 6;
const listed = 10;

/** Requests and latencies over time, the running bucket included, with the keys and endpoints that made most of them. */
export async function getUsageReport(principal: Principal, query: UsageQuery): Promise<UsageReport> {
  const { clock, database, ledger } = runtime();
  const visible = await visibleIds(principal);
  if (visible && query.credentialId !== undefined && !visible.includes(query.credentialId)) {
    throw new ApiError("forbidden", "Only the maker of this key or an admin of the organization may see its usage");
  }
  const customerId = await customerIdOf(principal, query);
  // Up to a second of counting is still in memory; who looks at usage wants it all.
  await ledger.flush();
  const nowMs = clock.now();
  const { range = defaultUsageRange, from, to, zone = "UTC", group = "status" } = query;
  const span =
    from !== undefined && to !== undefined
      ? customSpan(Date.parse(from), Date.parse(to), zone, nowMs)
      : presetSpan(range, zone, nowMs);
  const before = query.compare ? previousSpan(span, nowMs) : null;
  const { pool } = database;
  const { organizationId } = principal;
  const through = await readWatermark(pool, organizationId);
  const sourceOf = (of: UsageSpan): Source => ({
    pool,
    organizationId,
    through,
    filters: filtersOf(query, customerId),
    span: of,
  });
  const source = sourceOf(span);
  // By tag nothing is known of keys and endpoints.
  const isByTag = query.tag !== undefined;
  const tops = {
    credential: isByTag ? [] : readTop(source, "credential", listed, visible),
    endpoint: isByTag ? [] : readTop(source, "endpoint", listed, null),
  };
  const [series, previous, topCredentials, topEndpoints, top] = await Promise.all([
    readSeries(source),
    before && readSeries(sourceOf(before)),
    tops.credential,
    tops.endpoint,
    group === "status"
      ? []
      : group === "credential" || group === "endpoint"
        ? tops[group]
        : readTop(source, group, listed, null),
  ]);
  const whole = sumOf(series);
  return {
    interval: span.interval,
    zone: span.zone,
    ...endsOf(span),
    buckets: span.starts.map((startMs, place) => {
      const tally = series[place] ?? emptyTally();
      return { start: new Date(startMs).toISOString(), ...outcomesOf(tally), latency: latencyOf(tally) };
    }),
    total: whole.requests,
    latency: latencyOf(whole),
    groups:
      group === "status"
        ? []
        : groupsOf(group, await readGroups(source, group, top.slice(0, shownGroups)), series, whole),
    previous: before && previous && { ...endsOf(before), ...previousFigures(previous) },
    topCredentials: topCredentials.map(({ id, name, requests }) => ({ credentialId: id, name, requests })),
    topEndpoints: topEndpoints.map(({ id, requests }) => ({ endpoint: id, requests })),
  };
}

function filtersOf(
  { product, environment, credentialId, endpoint, status, kind, tag }: UsageQuery,
  customerId: string | undefined,
): UsageFilters {
  const only = (value: string | undefined) => (value === undefined ? undefined : [value]);
  return {
    product: only(product),
    environment: only(environment),
    credential: only(credentialId),
    customer: only(customerId),
    endpoint: only(endpoint),
    status: only(status),
    kind: only(kind),
    tag: only(tag),
  };
}

function endsOf({ starts, endMs }: UsageSpan) {
  return { from: new Date(starts[0] ?? endMs).toISOString(), to: new Date(endMs).toISOString() };
}

function sumOf(series: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of series) addTally(sum, tally);
  return sum;
}

function previousFigures(series: readonly Tally[]) {
  const whole = sumOf(series);
  return {
    total: whole.requests,
    ...outcomesOf(whole),
    latency: latencyOf(whole),
    values: series.map(({ requests }) => requests),
  };
}

type Line = { id: string; name: string; tally: Tally; values: number[] };

function groupOf(id: string | null, { name, tally, values }: Omit<Line, "id">): UsageGroup {
  return { id, name, requests: tally.requests, ...outcomesOf(tally), latency: latencyOf(tally), values };
}

/** The lines of a chart, and after them what the whole holds besides; a request with several tags stands in several lines, so that there is no such rest. */
function groupsOf(by: UsageDimension, lines: readonly Line[], series: readonly Tally[], whole: Tally): UsageGroup[] {
  const groups = lines.map(({ id, ...line }) => groupOf(id, line));
  if (by === "tag") return groups;
  const rest = emptyTally();
  addTally(rest, whole);
  const values = series.map(({ requests }) => requests);
  for (const line of lines) {
    subtractTally(rest, line.tally);
    line.values.forEach((value, place) => {
      values[place] = Math.max(0, (values[place] ?? 0) - value);
    });
  }
  return rest.requests > 0 ? [...groups, groupOf(null, { name: "Everything else", tally: rest, values })] : groups;
}
