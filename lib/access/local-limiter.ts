import "server-only";
import { LRUCache } from "lru-cache";
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

type Cell = { key: CounterKey; counters: Counters };

/**
 * The limiter of a deployment with one process: counters in memory, restored on first use, written back in batches.
 * `maxCells` counters at about 300 bytes each are enough for every organization, key and address of a busy minute.
 */
export function createLocalLimiter(clock: Clock, store: CounterStore, maxCells = 200_000): Limiter {
  const cells = new LRUCache<string, Cell>({ max: maxCells });
  const loading = new Map<string, Promise<Cell>>();
  // A cell that is not written yet is the only copy of its counts: these keep it through an eviction.
  /** Counted on since the last save began. */
  let dirty = new Map<string, Cell>();
  /** Part of a save that has not ended. */
  let saving = new Map<string, Cell>();

  function find(id: string): Cell | undefined {
    return cells.get(id) ?? dirty.get(id) ?? saving.get(id);
  }

  function remember(id: string, cell: Cell): Cell {
    cells.set(id, cell);
    return cell;
  }

  function load(id: string, bucket: LimitBucket): Promise<Cell> {
    const known = loading.get(id);
    if (known) return known;
    const key = { subject: bucket.subject, product: bucket.product, environment: bucket.environment };
    const promise = store
      .load(key)
      .then((counters) => find(id) ?? remember(id, { key, counters: counters ?? freshCounters(clock.now()) }))
      .finally(() => loading.delete(id));
    loading.set(id, promise);
    return promise;
  }

  function decideOnCells(
    buckets: readonly LimitBucket[],
    ids: readonly string[],
    found: readonly Cell[],
    cost: number,
    consume: boolean,
  ) {
    const pairs = buckets.map((bucket, index) => ({ bucket, counters: (found[index] as Cell).counters }));
    const decision = decideOn(pairs, clock.now(), cost, consume);
    if (consume && decision.allowed) {
      for (const [index, cell] of found.entries()) dirty.set(ids[index] as string, cell);
    }
    return decision;
  }

  function run(
    buckets: readonly LimitBucket[],
    cost: number,
    consume: boolean,
  ): LimitDecision | Promise<LimitDecision> {
    const ids = buckets.map(idOf);
    const found = ids.map(find);
    if (found.every((cell) => cell !== undefined)) return decideOnCells(buckets, ids, found, cost, consume);
    return Promise.all(ids.map((id, index) => find(id) ?? load(id, buckets[index] as LimitBucket))).then((all) =>
      // Another load may have evicted or replaced a cell meanwhile: what is found now is the one that counts.
      decideOnCells(
        buckets,
        ids,
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
      const pairs = buckets.map((bucket) => ({
        bucket,
        counters: find(idOf(bucket))?.counters ?? freshCounters(nowMs),
      }));
      return decideOn(pairs, nowMs, 1, false);
    },
    // One after the other: an older count must not be written over a newer one.
    flush: oneAtATime(async () => {
      if (dirty.size === 0) return;
      saving = dirty;
      dirty = new Map();
      try {
        await store.save([...saving.values()].map((cell) => ({ ...cell.key, ...cell.counters })));
      } catch (error) {
        for (const [id, cell] of saving) dirty.set(id, cell);
        throw error;
      } finally {
        saving = new Map();
      }
    }),
  };
}

function idOf({ subject, product, environment }: CounterKey): string {
  return `${subject} ${product} ${environment}`;
}
