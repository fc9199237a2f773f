import "server-only";
import type pg from "pg";
import { readJournal } from "@/lib/platform/journal-file";
import { endOfJournal, isStored, listWriters, markStored } from "@/lib/platform/journal-folders";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import type { CounterStore } from "./counter-store";
import { addNote, emptyBatch, type LedgerBatch, readPosition, writeBatch } from "./ledger-batch";
import { readRecord } from "./ledger-record";

/** So many notes that their transaction ends far within its time limit. */
const mostNotes = 20_000;

/** What a writer's journal says after a position, in batches that follow one another without a gap. */
async function* readBatches(folder: string, position: number): AsyncGenerator<LedgerBatch> {
  let batch = emptyBatch(position);
  let notes = 0;
  for await (const { sequence, text } of readJournal(folder, position)) {
    const note = readRecord(text);
    if (note) addNote(batch, note);
    // Numbers that are missing were never written to this disk, nor answered: see `Ledger.kept`.
    batch.upTo = sequence;
    notes += 1;
    if (notes < mostNotes) continue;
    yield batch;
    batch = emptyBatch(sequence);
    notes = 0;
  }
  if (notes > 0) yield batch;
}

/** Adds to a batch what a journal says between the numbers that it is for. */
export async function addJournal(batch: LedgerBatch, folder: string): Promise<void> {
  for await (const { sequence, text } of readJournal(folder, batch.after)) {
    if (sequence > batch.upTo) return;
    const note = readRecord(text);
    if (note) addNote(batch, note);
  }
}

export type Replay = {
  /** The folder of all writers' folders. */
  root: string;
  pool: pg.Pool;
  store: CounterStore;
  /** The writers that live, on whatever machine. */
  live: () => Promise<readonly string[]>;
  log: Log;
};

/**
 * Stores what processes that are gone left in their journals. Each note is counted once, also when several processes do it
 * at the same time, or it ends half-way and is done again.
 */
export async function replayJournals({ root, pool, store, live, log }: Replay): Promise<void> {
  // In this order: a process is known as live before it makes its folder.
  const folders = await listWriters(root);
  const unstored: typeof folders = [];
  for (const folder of folders) if (!(await isStored(folder.path))) unstored.push(folder);
  if (unstored.length === 0) return;
  const living = new Set(await live());
  for (const { writer, path } of unstored) {
    if (living.has(writer)) continue;
    const end = await endOfJournal(path);
    const notes = await replayWriter(pool, store, writer, path);
    // Without its mark a journal is read again, and nothing in it counts twice.
    await markStored(path, end).catch((error: unknown) => log("warn", "journal_not_marked", { ...errorFields(error) }));
    if (notes > 0) log("info", "journal_replayed", { writer, notes });
  }
}

async function replayWriter(pool: pg.Pool, store: CounterStore, writer: string, folder: string): Promise<number> {
  const from = await readPosition(pool, writer);
  let position = from;
  for await (const batch of readBatches(folder, position)) {
    position = await writeBatch(pool, store, writer, batch);
    // Another process is at it: go on from where it has come to.
    if (position !== batch.upTo) return replayWriter(pool, store, writer, folder);
  }
  return position - from;
}
