import type { CounterState } from "./limit-windows";
import type { LimitBucket, PassKeeper } from "./limiter";

/**
 * Notes a pass of `cost` requests as of the moment that each bucket's counters stand at. After a small step of the
 * clock back they go on in the windows that they had begun, and what is stored must not fall behind them.
 */
export function notePass(
  ledger: PassKeeper,
  buckets: readonly LimitBucket[],
  counters: readonly Pick<CounterState, "asOf">[],
  cost: number,
): void {
  const atMs = counters[0]?.asOf;
  if (atMs === undefined) return;
  if (counters.every(({ asOf }) => asOf === atMs)) {
    ledger.passed(buckets, cost, atMs);
    return;
  }
  for (const [at, { asOf }] of counters.entries()) ledger.passed(buckets.slice(at, at + 1), cost, asOf);
}
