import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { median, table } from "./statistics.mjs";

/** The usage page's queries on a year of one organization. `BENCH_PLANS` names a folder that the plans are written to. */
export async function benchUsage({ database, progress, print, quick }) {
  const requests = quick ? 500_000 : 10_000_000;
  const mostMs = 50;
  progress(`Making a year of ${requests.toLocaleString("en")} requests …`);
  const { measureUsage } = await loadTypeScript("bench/usage.ts");
  const rows = [];
  const plans = [];
  const slow = [];
  const cell = (timed) => (timed ? `${median(timed.ms).toFixed(1)} (${timed.executionMs.toFixed(1)})` : "");
  await measureUsage(
    database.connectionString,
    { requests, rounds: quick ? 2 : 7 },
    (sizes) => progress(`Rows: ${JSON.stringify(sizes)}`),
    ({ chart, ...queries }) => {
      rows.push([chart, cell(queries.series), cell(queries.top), cell(queries.groups)]);
      for (const [query, timed] of Object.entries(queries)) {
        if (!timed) continue;
        plans.push(`${chart}: ${query}\n${timed.plan}\n`);
        if (timed.executionMs > mostMs) slow.push(`${chart}: ${query} took ${timed.executionMs.toFixed(1)} ms`);
      }
    },
  );
  print(
    "Charts of usage",
    table([["chart", "series, ms (EXPLAIN)", "busiest values, ms (EXPLAIN)", "their lines, ms (EXPLAIN)"], ...rows]),
  );
  if (process.env.BENCH_PLANS) await writeFile(join(process.env.BENCH_PLANS, "usage-plans.txt"), plans.join("\n"));
  for (const line of slow) progress(line);
}
