import "server-only";
import { batchLoads } from "@/lib/platform/batch-loads";
import type { Clock } from "@/lib/platform/clock";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { type CounterKey, counterIdOf, keyOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { type CounterState, decideOn, freshState } from "./limit-windows";
import type { LimitBucket, LimitDecision, PassKeeper } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import type { CorrectableLimiter } from "./live-counts";
import { notePass } from "./note-pass";
import { correctSlices } from "./slice-counts";

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
): CorrectableLimiter {
  const cells = leastRecentlyUsed<Cell>(maxCells, {
    dispose(cell, id, reason) {
      if (reason === "evict" && isNeeded(id, cell.key)) keepUnstored(id, cell);
    },
  });
  /** Pushed out before the ledger stored what was counted on them: the only copies of their counts. */
  const unstored = new Map<string, Cell>();
  /** How many hold a counter in place. */
  const held = new Map<string, number>();
  let sweepAt = 1_000;
  const loading = new Map<string, Promise<Cell>>();
  const loadCounters = batchLoads((keys: readonly CounterKey[]) => store.load(keys, clock.now()));

  function isNeeded(id: string, key: CounterKey): boolean {
    return held.has(id) || ledger.holds(key);
  }

  /** What others hold up grows by what is counted meanwhile: a sweep is due when twice as many wait as after the last one. */
  function keepUnstored(id: string, cell: Cell): void {
    unstored.set(id, cell);
    if (unstored.size < sweepAt) return;
    for (const [kept, { key }] of unstored) if (!isNeeded(kept, key)) unstored.delete(kept);
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

  function decideOnCells(
    buckets: readonly LimitBucket[],
    found: readonly Cell[],
    cost: number,
    keeper: PassKeeper | null,
  ) {
    // Here, as the process may have lost its place while counters were read.
    if (keeper && !mayCount()) throw new LimitsUnavailable();
    const counters = found.map((cell) => cell.counters);
    const decision = decideOn(buckets, counters, clock.now(), cost, keeper !== null);
    if (keeper && decision.allowed) notePass(keeper, buckets, counters, cost);
    return decision;
  }

  function run(
    buckets: readonly LimitBucket[],
    cost: number,
    keeper: PassKeeper | null,
  ): LimitDecision | Promise<LimitDecision> {
    const ids = buckets.map(counterIdOf);
    const found = ids.map(find);
    if (found.every((cell) => cell !== undefined)) return decideOnCells(buckets, found, cost, keeper);
    return Promise.all(ids.map((id, index) => find(id) ?? load(id, buckets[index] as LimitBucket))).then((all) =>
      // Another load may have evicted or replaced a cell meanwhile: what is found now is the one that counts.
      decideOnCells(
        buckets,
        ids.map((id, index) => find(id) ?? remember(id, all[index] as Cell)),
        cost,
        keeper,
      ),
    );
  }

  return {
    decide: (buckets, cost = 1, keeper = ledger) => run(buckets, cost, keeper),
    peek: (buckets) => run(buckets, 1, null),
    glance(buckets) {
      const nowMs = clock.now();
      const counters = buckets.map((bucket) => find(counterIdOf(bucket))?.counters ?? freshState(bucket, nowMs));
      return decideOn(buckets, counters, nowMs, 1, false);
    },
    async hold(buckets) {
      const ids = buckets.map(counterIdOf);
      for (const id of ids) held.set(id, (held.get(id) ?? 0) + 1);
      const release = () => {
        for (const id of ids.splice(0)) {
          const left = (held.get(id) ?? 1) - 1;
          if (left === 0) held.delete(id);
          else held.set(id, left);
        }
      };
      try {
        await Promise.all(ids.map((id, index) => find(id) ?? load(id, buckets[index] as LimitBucket)));
      } catch (error) {
        release();
        throw error;
      }
      return release;
    },
    correct(corrections) {
      for (const { key, change, atMs } of corrections) {
        const state = find(counterIdOf(key))?.counters;
        if (state && "counts" in state) correctSlices(state, key.window.span, change, atMs);
      }
      return true;
    },
  };
}
