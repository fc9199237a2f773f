import type pg from "pg";
import type { UsageDimension, UsageRange } from "@/lib/features/usage/contract";
import type { UsageFilters } from "@/lib/features/usage/part-sql";
import { readGroups, readSeries, readTop, type Source } from "@/lib/features/usage/report-queries";
import { presetSpan } from "@/lib/features/usage/span";
import { openUsageDatabase } from "./usage-database";

const ranges: UsageRange[] = ["24h", "7d", "30d", "90d", "12mo"];
const zones = ["UTC", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland"];
const shown = 6;

type Chart = { name: string; range: UsageRange; zone: string; filters?: UsageFilters; group?: UsageDimension };

/** Every range in UTC and on other clocks, by what is grouped and filtered. */
function charts(): Chart[] {
  return ranges.flatMap((range) =>
    zones
      .filter((zone) => zone === "UTC" || range === "30d" || range === "90d")
      .flatMap((zone) => [
        { name: "by status", range, zone },
        { name: "by key", range, zone, group: "credential" as const },
        { name: "by customer", range, zone, group: "customer" as const },
        {
          name: "of one customer, by endpoint",
          range,
          zone,
          group: "endpoint" as const,
          // The busiest, with five keys.
          filters: { customer: ["cus_1"] },
        },
        { name: "by endpoint", range, zone, group: "endpoint" as const },
        { name: "by tag", range, zone, group: "tag" as const },
        { name: "of one tag", range, zone, filters: { tag: ["tag-3"] } },
        {
          name: "of one key, by endpoint",
          range,
          zone,
          group: "endpoint" as const,
          filters: { credential: ["key_3"] },
        },
        {
          name: "of one endpoint, by key",
          range,
          zone,
          group: "credential" as const,
          filters: { endpoint: ["GET /v1/resources/2"] },
        },
      ]),
  );
}

export type UsageFigure = { chart: string; series: Timed; top: Timed | null; groups: Timed | null };
type Timed = { ms: number[]; executionMs: number; plan: string };

/** Times the queries of each chart as a report runs them; `onFigure` is told of each chart, with PostgreSQL's own time and plan. */
export async function measureUsage(
  serverUrl: string,
  { requests, rounds }: { requests: number; rounds: number },
  onSizes: (sizes: unknown) => void,
  onFigure: (figure: UsageFigure) => void,
): Promise<void> {
  const database = await openUsageDatabase(serverUrl, requests);
  try {
    onSizes(database.sizes);
    const nowMs = Date.now();
    const recorder = recordQueries(database.pool);
    for (const { name, range, zone, filters = {}, group } of charts()) {
      const span = presetSpan(range, zone, nowMs);
      const { organizationId, through } = database;
      const source: Source = { pool: recorder.pool, organizationId, through, filters, span };
      const timed = async <Result>(run: () => Promise<Result>): Promise<[Result, Timed]> => {
        let result = await run();
        const ms: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const startMs = performance.now();
          result = await run();
          ms.push(performance.now() - startMs);
        }
        return [result, { ms, ...(await recorder.explain()) }];
      };
      const [, series] = await timed(() => readSeries(source));
      const figure: UsageFigure = { chart: `${range} ${zone}, ${name}`, series, top: null, groups: null };
      if (group) {
        const [top, topTimed] = await timed(() => readTop(source, group, 10, null));
        const [, groups] = await timed(() => readGroups(source, group, top.slice(0, shown)));
        Object.assign(figure, { top: topTimed, groups });
      }
      onFigure(figure);
    }
  } finally {
    await database.close();
  }
}

/** The pool with what was asked of it last, to be explained. */
function recordQueries(pool: pg.Pool) {
  let last: { text: string; values: unknown[] } = { text: "SELECT 1", values: [] };
  const recording = new Proxy(pool, {
    get: (target, name) =>
      name === "query"
        ? (text: string, values: unknown[]) => {
            last = { text, values };
            return target.query(text, values);
          }
        : Reflect.get(target, name),
  });
  return {
    pool: recording,
    async explain() {
      const { rows } = await pool.query<{ "QUERY PLAN": string }>(
        `EXPLAIN (ANALYZE, BUFFERS) ${last.text}`,
        last.values,
      );
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      return { executionMs: Number(/Execution Time: ([\d.]+)/.exec(plan)?.[1]), plan };
    },
  };
}
