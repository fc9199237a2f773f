import "server-only";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import { addPass, type CounterDelta, type CounterKey, counterIdOf, emptyDelta } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { LimitBucket } from "./limiter";
import type { UsageEvent } from "./usage-event";
import { addUsage, countUsage, type UsageCounts } from "./usage-rollups";

/** What was let through and what was answered, until it is stored. Noting does no I/O. */
export type Ledger = {
  /** Notes a pass: `cost` requests on every bucket. A limiter's back end calls it in the same turn as its "yes". */
  passed(buckets: readonly LimitBucket[], cost: number, atMs: number): void;
  /** Notes an answered request. */
  answered(event: UsageEvent): void;
  /** Whether passes on a counter are not stored yet, so that the store does not say all of it. */
  holds(key: CounterKey): boolean;
  /**
   * Writes what was noted so far into the database: counters, roll-ups and how far this process has come, in one
   * transaction. What could not be written is kept and written by the next; nothing is counted twice.
   */
  flush(): Promise<void>;
};

/** What is written in one transaction: all notes after one number up to and with another. */
type Batch = { upTo: number; counters: Map<string, CounterDelta>; earlier: CounterDelta[]; usage: UsageCounts };

/** A ledger that adds up in memory. Its notes are numbered; the database keeps the number that it has come to. */
export function createLedger(pool: pg.Pool, store: CounterStore): Ledger {
  const writer = randomUUID();
  let noted = 0;
  let open = emptyBatch();
  /** The batch whose transaction runs, failed or may have failed. */
  let unwritten: Batch | null = null;

  async function write(batch: Batch): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      // No row: the commit whose answer was lost had succeeded.
      const { rowCount } = await client.query(advancePosition, [writer, batch.upTo]);
      if (rowCount === 1) {
        await store.add(client, [...batch.earlier, ...batch.counters.values()]);
        await addUsage(client, batch.usage);
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async function writeUnwritten(): Promise<void> {
    if (!unwritten) return;
    await write(unwritten);
    unwritten = null;
  }

  return {
    passed(buckets, cost, atMs) {
      noted += 1;
      for (const bucket of buckets) addPass(deltaFor(open, bucket), cost, atMs);
    },
    answered(event) {
      noted += 1;
      countUsage(open.usage, event);
    },
    holds(key) {
      const id = counterIdOf(key);
      return open.counters.has(id) || unwritten?.counters.has(id) === true;
    },
    // One after the other: `unwritten` holds one batch.
    flush: oneAtATime(async () => {
      await writeUnwritten();
      if (open.counters.size === 0 && open.usage.size === 0) return;
      unwritten = { ...open, upTo: noted };
      open = emptyBatch();
      await writeUnwritten();
    }),
  };
}

function emptyBatch(): Batch {
  return { upTo: 0, counters: new Map(), earlier: [], usage: new Map() };
}

/** The run that a bucket's passes are added to; other limits begin another one. */
function deltaFor(batch: Batch, bucket: LimitBucket): CounterDelta {
  const id = counterIdOf(bucket);
  const known = batch.counters.get(id);
  const { perMinute, burst } = bucket.limits;
  if (known && known.perMinute === perMinute && known.burst === burst) return known;
  if (known) batch.earlier.push(known);
  const delta = emptyDelta(bucket);
  batch.counters.set(id, delta);
  return delta;
}

const advancePosition = `
  INSERT INTO journal_positions AS stored (writer, sequence) VALUES ($1, $2)
  ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, updated_at = now() WHERE stored.sequence < excluded.sequence`;
