import "server-only";
import type { Clock } from "@/lib/platform/clock";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import type { Environment } from "./catalogue";
import { type Counters, decideOn, freshCounters } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";

/** What a counter is stored under. */
export type CounterKey = { subject: string; product: string; environment: Environment };

/** Where counters survive a restart. */
export type CounterStore = {
  load(key: CounterKey): Promise<Counters | null>;
  save(cells: readonly (CounterKey & Counters)[]): Promise<void>;
};

type Cell = {
  key: CounterKey;
  counters: Counters;
  /** Counted on since the last save began. */
  dirty: boolean;
  /** Part of a save that has not ended. */
  saving: boolean;
};

/**
 * The limiter of a deployment with one process: counters in memory, restored on first use, written back in batches.
 * `maxCells` counters at about 300 bytes each are enough for every organization, key and address of a busy minute.
 */
export function createLocalLimiter(clock: Clock, store: CounterStore, maxCells = 200_000): Limiter {
  const cells = new Map<string, Cell>();
  const loading = new Map<string, Promise<Cell>>();
  let dirty: Cell[] = [];

  function remember(id: string, cell: Cell): Cell {
    if (cells.size >= maxCells) evictOldest();
    cells.set(id, cell);
    return cell;
  }

  function evictOldest(): void {
    for (const [id, cell] of cells) {
      // A cell that is not written yet is the only copy of its counts.
      if (cell.dirty || cell.saving) continue;
      cells.delete(id);
      return;
    }
  }

  function load(id: string, bucket: LimitBucket): Promise<Cell> {
    const known = loading.get(id);
    if (known) return known;
    const key = { subject: bucket.subject, product: bucket.product, environment: bucket.environment };
    const promise = store
      .load(key)
      .then((counters) => remember(id, cellOf(key, counters ?? freshCounters(clock.now()))))
      .finally(() => loading.delete(id));
    loading.set(id, promise);
    return promise;
  }

  function decideOnCells(buckets: readonly LimitBucket[], found: readonly Cell[], cost: number, consume: boolean) {
    const pairs = buckets.map((bucket, index) => ({ bucket, counters: (found[index] as Cell).counters }));
    const decision = decideOn(pairs, clock.now(), cost, consume);
    if (consume && decision.allowed) {
      for (const cell of found) {
        if (!cell.dirty) dirty.push(cell);
        cell.dirty = true;
      }
    }
    return decision;
  }

  function run(
    buckets: readonly LimitBucket[],
    cost: number,
    consume: boolean,
  ): LimitDecision | Promise<LimitDecision> {
    const ids = buckets.map(idOf);
    const found = ids.map((id) => cells.get(id));
    if (found.every((cell) => cell !== undefined)) return decideOnCells(buckets, found, cost, consume);
    return Promise.all(ids.map((id, index) => cells.get(id) ?? load(id, buckets[index] as LimitBucket))).then((all) =>
      // Another load may have evicted or replaced a cell meanwhile; only the one in the map is flushed.
      decideOnCells(
        buckets,
        ids.map((id, index) => cells.get(id) ?? remember(id, all[index] as Cell)),
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
      const pairs = buckets.map((bucket) => ({
        bucket,
        counters: cells.get(idOf(bucket))?.counters ?? freshCounters(nowMs),
      }));
      return decideOn(pairs, nowMs, 1, false);
    },
    // One after the other: an older count must not be written over a newer one.
    flush: oneAtATime(async () => {
      if (dirty.length === 0) return;
      const batch = dirty;
      dirty = [];
      for (const cell of batch) {
        cell.dirty = false;
        cell.saving = true;
      }
      try {
        await store.save(batch.map((cell) => ({ ...cell.key, ...cell.counters })));
      } catch (error) {
        for (const cell of batch) {
          if (!cell.dirty) dirty.push(cell);
          cell.dirty = true;
        }
        throw error;
      } finally {
        for (const cell of batch) cell.saving = false;
      }
    }),
  };
}

function cellOf(key: CounterKey, counters: Counters): Cell {
  return { key, counters, dirty: false, saving: false };
}

function idOf({ subject, product, environment }: CounterKey): string {
  return `${subject} ${product} ${environment}`;
}
