import "server-only";
import type pg from "pg";
import { addPass, type CounterDelta, counterIdOf, emptyDelta } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import type { CountedBucket, CountedWindow, LedgerNote } from "./ledger-record";
import { addSlicePass, emptySliceDelta, type SliceDelta } from "./slice-delta";
import type { UsageEvent } from "./usage-event";
import { addTagUsage, addUsage, countAnswer, emptyUsage, type UsageCounts } from "./usage-rollups";

/** Counters, or lines of the roll-ups, of one transaction: it ends far within its time limit. */
const mostEntries = 10_000;
/** Named windows of one transaction, each of at most 21 slices. */
const mostSliced = 1_000;

/** Notes of one writer, added up: all after one number, up to and with another. They are written in one transaction. */
export type LedgerBatch = {
  after: number;
  upTo: number;
  counters: Map<string, CounterDelta>;
  /** Runs that ended because the limits changed, oldest first. */
  earlier: CounterDelta[];
  /** What named windows counted. */
  slices: Map<string, SliceDelta>;
  usage: UsageCounts;
  tags: UsageCounts;
};

/** A batch of no notes yet. */
export function emptyBatch(after: number): LedgerBatch {
  const [usage, tags] = [emptyUsage(), emptyUsage()];
  return { after, upTo: after, counters: new Map(), earlier: [], slices: new Map(), usage, tags };
}

/** Whether a batch is as large as its transaction may be. */
export function isLarge({ counters, slices, usage, tags }: LedgerBatch): boolean {
  if (slices.size >= mostSliced) return true;
  return counters.size >= mostEntries || usage.size >= mostEntries || tags.size >= mostEntries;
}

/** Adds a pass of `cost` requests on every bucket. */
export function addPasses(batch: LedgerBatch, buckets: readonly CountedBucket[], cost: number, atMs: number): void {
  for (const bucket of buckets) addPass(deltaFor(batch, bucket), cost, atMs);
}

/** Adds a pass of `cost` requests on every named window. */
export function addWindowPasses(
  { slices }: LedgerBatch,
  buckets: readonly CountedWindow[],
  cost: number,
  atMs: number,
): void {
  for (const bucket of buckets) {
    const id = counterIdOf(bucket);
    const delta = slices.get(id) ?? emptySliceDelta(bucket);
    slices.set(id, delta);
    addSlicePass(delta, cost, atMs);
  }
}

/** Whether passes on a counter are in the batch. */
export function holdsCounter({ counters, slices }: LedgerBatch, id: string): boolean {
  return counters.has(id) || slices.has(id);
}

/** Adds a note that was read again. */
export function addNote(batch: LedgerBatch, note: LedgerNote): void {
  if (note.kind === "pass") addPasses(batch, note.buckets, note.cost, note.atMs);
  else if (note.kind === "window-pass") addWindowPasses(batch, note.buckets, note.cost, note.atMs);
  else addAnswer(batch, note.event);
}

/** Adds an answered request. */
export function addAnswer({ usage, tags }: LedgerBatch, event: UsageEvent): void {
  countAnswer(usage, tags, event);
}

/** The run that a bucket's passes are added to; other limits begin another one. */
function deltaFor(batch: LedgerBatch, bucket: CountedBucket): CounterDelta {
  const id = counterIdOf(bucket);
  const known = batch.counters.get(id);
  const { perMinute, burst } = bucket.limits;
  if (known && known.perMinute === perMinute && known.burst === burst) return known;
  if (known) batch.earlier.push(known);
  const delta = emptyDelta(bucket);
  batch.counters.set(id, delta);
  return delta;
}

/**
 * Writes a batch where its writer's stored position is the one that the batch begins at. Resolves with the position after
 * that: `batch.upTo` when the batch is in, also by an earlier try; another one when somebody else came in between, and
 * nothing was written.
 */
export async function writeBatch(
  pool: pg.Pool,
  store: CounterStore,
  writer: string,
  batch: LedgerBatch,
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(advancePosition, [writer, batch.after, batch.upTo]);
    let position = batch.upTo;
    if (rowCount === 1) {
      await store.add(client, [...batch.earlier, ...batch.counters.values()], [...batch.slices.values()]);
      await addUsage(client, batch.usage);
      await addTagUsage(client, batch.tags);
    } else {
      position = await readPosition(client, writer);
    }
    await client.query("COMMIT");
    return position;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

const advancePosition = `
  INSERT INTO journal_positions AS stored (writer, sequence) VALUES ($1, $3)
  ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, updated_at = now() WHERE stored.sequence = $2`;

/** Up to where a writer's notes are stored; 0 for one that the database does not know. */
export async function readPosition(client: pg.Pool | pg.ClientBase, writer: string): Promise<number> {
  const { rows } = await client.query<{ sequence: string }>(
    "SELECT sequence FROM journal_positions WHERE writer = $1",
    [writer],
  );
  return Number(rows[0]?.sequence ?? 0);
}
