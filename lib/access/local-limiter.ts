import "server-only";
import { LRUCache } from "lru-cache";
import { batchLoads } from "@/lib/platform/batch-loads";
import type { Clock } from "@/lib/platform/clock";
import { type CounterKey, counterIdOf, keyOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { type CounterState, decideOn, freshState } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { notePass } from "./note-pass";

type Cell = { key: CounterKey; counters: CounterState };

export type LocalLimiterOptions = {
  /** Counters at about 300 bytes each; as given they are enough for every organization, key and address of a busy minute. */
  maxCells?: number;
  /** Asked in the turn of every pass; false where another process may count by now, or what is counted cannot be kept. */
  mayCount?: () => boolean;
};

/**
 * The limiter of a deployment with one process: counters in memory, read from the store on first use. Every pass goes to
 * the ledger. It throws LimitsUnavailable while it may not count.
 */
export function createLocalLimiter(
  clock: Clock,
  store: Pick<CounterStore, "load">,
  ledger: Pick<Ledger, "passed" | "holds">,
  { maxCells = 200_000, mayCount = () => true }: LocalLimiterOptions = {},
): Limiter {
  const cells = new LRUCache<string, Cell>({
    max: maxCells,
    dispose(cell, id, reason) {
      if (reason === "evict" && ledger.holds(cell.key)) keepUnstored(id, cell);
    },
  });
  /** Pushed out before the ledger stored what was counted on them: the only copies of their counts. */
  const unstored = new Map<string, Cell>();
  let sweepAt = 1_000;
  const loading = new Map<string, Promise<Cell>>();
  const loadCounters = batchLoads((keys: readonly CounterKey[]) => store.load(keys, clock.now()));

  /** What others hold up grows by what is counted meanwhile: a sweep is due when twice as many wait as after the last one. */
  function keepUnstored(id: string, cell: Cell): void {
    unstored.set(id, cell);
    if (unstored.size < sweepAt) return;
    for (const [held, { key }] of unstored) if (!ledger.holds(key)) unstored.delete(held);
    sweepAt = Math.max(1_000, 2 * unstored.size);
  }

  function find(id: string): Cell | undefined {
    const cell = cells.get(id);
    if (cell || unstored.size === 0) return cell;
    const kept = unstored.get(id);
    if (!kept) return undefined;
    unstored.delete(id);
    return remember(id, kept);
  }

  function remember(id: string, cell: Cell): Cell {
    cells.set(id, cell);
    return cell;
  }

  function load(id: string, bucket: LimitBucket): Promise<Cell> {
    const known = loading.get(id);
    if (known) return known;
    const key = keyOf(bucket);
    const promise = loadCounters(key)
      .then((counters) => find(id) ?? remember(id, { key, counters: counters ?? freshState(bucket, clock.now()) }))
      .finally(() => loading.delete(id));
    loading.set(id, promise);
    return promise;
  }

  function decideOnCells(buckets: readonly LimitBucket[], found: readonly Cell[], cost: number, consume: boolean) {
    // Here, as the process may have lost its place while counters were read.
    if (consume && !mayCount()) throw new LimitsUnavailable();
    const counters = found.map((cell) => cell.counters);
    const decision = decideOn(buckets, counters, clock.now(), cost, consume);
    if (consume && decision.allowed) notePass(ledger, buckets, counters, cost);
    return decision;
  }

  function run(
    buckets: readonly LimitBucket[],
    cost: number,
    consume: boolean,
  ): LimitDecision | Promise<LimitDecision> {
    const ids = buckets.map(counterIdOf);
    const found = ids.map(find);
    if (found.every((cell) => cell !== undefined)) return decideOnCells(buckets, found, cost, consume);
    return Promise.all(ids.map((id, index) => find(id) ?? load(id, buckets[index] as LimitBucket))).then((all) =>
      // Another load may have evicted or replaced a cell meanwhile: what is found now is the one that counts.
      decideOnCells(
        buckets,
        ids.map((id, index) => find(id) ?? remember(id, all[index] as Cell)),
        cost,
        consume,
      ),
    );
  }

  return {
    decide: (buckets, cost = 1) => run(buckets, cost, true),
    peek: (buckets) => run(buckets, 1, false),
    glance(buckets) {
      const nowMs = clock.now();
      const counters = buckets.map((bucket) => find(counterIdOf(bucket))?.counters ?? freshState(bucket, nowMs));
      return decideOn(buckets, counters, nowMs, 1, false);
    },
  };
}
