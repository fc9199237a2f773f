import { load } from "./load.mjs";
import { cpuMs } from "./process-facts.mjs";
import { median, percentile, table, withSpread } from "./statistics.mjs";

/**
 * Measures servers in turns (A B C, A B C, …), so that what else the machine does meets all alike. Each round gives a
 * variant's throughput, latencies and its server's CPU time per request.
 */
export async function measureRounds(variants, { connections, seconds, rounds }) {
  const figures = variants.map(({ name }) => ({ name, count: 0, perSecond: [], p50: [], p99: [], cpuMicros: [] }));
  // One round unmeasured: connections, caches and compiled code are warm afterwards.
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { port, pid, requestOf }] of variants.entries()) {
      const cpuBefore = cpuMs(pid);
      const run = await load({ port, connections, seconds, requestOf });
      const accepted = run.statuses["200"] ?? 0;
      if (accepted !== run.count) throw new Error(`${variants[index].name} answered ${JSON.stringify(run.statuses)}`);
      if (round < 0) continue;
      const figure = figures[index];
      figure.count += run.count;
      figure.perSecond.push((run.count * 1000) / run.elapsedMs);
      figure.p50.push(median(run.latenciesMs));
      figure.p99.push(percentile(run.latenciesMs, 99));
      figure.cpuMicros.push(((cpuMs(pid) - cpuBefore) * 1000) / run.count);
    }
  }
  return figures;
}

/** Medians with their spread, and each variant's ratio to the first of the same round. */
export function ratioTable(figures) {
  const [first] = figures;
  const ratios = (of) => (figure) => median(of(figure).map((value, round) => value / of(first)[round])).toFixed(2);
  const throughput = ratios((figure) => figure.perSecond);
  const tail = ratios((figure) => figure.p99);
  return table([
    ["", "requests/s", "of the first", "p50, ms", "p99, ms", "p99 to the first's", "server's CPU, µs a request"],
    ...figures.map((figure) => [
      figure.name,
      withSpread(figure.perSecond),
      throughput(figure),
      median(figure.p50).toFixed(1),
      withSpread(figure.p99, 1),
      tail(figure),
      withSpread(figure.cpuMicros),
    ]),
  ]);
}
