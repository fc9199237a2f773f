import "server-only";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inTime } from "@/lib/platform/in-time";
import type { Journal } from "@/lib/platform/journal";
import { endOfJournal, markStored } from "@/lib/platform/journal-folders";
import type { Log } from "@/lib/platform/log";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import { isWithin, leaseMarginMs, moment } from "@/lib/platform/process-claim";
import { type CounterKey, counterIdOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import {
  addAnswer,
  addPasses,
  addWindowPasses,
  emptyBatch,
  holdsCounter,
  isLarge,
  type LedgerBatch,
  writeBatch,
} from "./ledger-batch";
import { answerRecord, passRecord, windowPassRecord } from "./ledger-record";
import { addJournal } from "./ledger-replay";
import type { LimitBucket, PlanBucket, WindowBucket } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import type { UsageEvent } from "./usage-event";

/** What was let through and what was answered, until it is stored. Noting does no I/O. */
export type Ledger = {
  /** Notes a pass: `cost` requests on every bucket. A limiter's back end calls it in the same turn as its "yes". */
  passed(buckets: readonly LimitBucket[], cost: number, atMs: number): void;
  /** Notes an answered request. */
  answered(event: UsageEvent): void;
  /** Whether passes on a counter are not stored yet, so that the store does not say all of it. */
  holds(key: CounterKey): boolean;
  /**
   * Undefined when all that was noted so far survives the process's death; else resolves when it does. What the journal
   * does not take is written into the database at once; rejects when that fails as well. It rejects too where a pass since
   * `begunMs`, by `performance.now()`, may have been written only after others went on without this process.
   */
  kept(begunMs: number): Promise<void> | undefined;
  /** False while neither journal nor database take notes: nothing that is counted may be let through. */
  takesNotes(): boolean;
  /** Why the journal's disk takes nothing; null while it does. Asking tries it again, so that it is found well without traffic. */
  journalProblem(): string | null;
  /** What is noted and not stored yet: how many notes, since when the last flush was whole, and the journal's bytes. */
  backlog(): { notes: number; flushAgeMs: number; journalBytes: number };
  /**
   * Writes what was noted so far into the database: counters, roll-ups and how far this process has come, in one
   * transaction. What could not be written is kept and written by the next; nothing is counted twice.
   */
  flush(): Promise<void>;
  /** Stores what processes that are gone left in their journals on this disk. */
  takeOver(): Promise<void>;
  /** Closes the journal; what was not flushed stays in it. */
  close(): Promise<void>;
};

/** A process's own journal, with the name that the writer has in the database. */
export type LedgerJournal = {
  writer: string;
  folder: string;
  journal: Journal;
  /** False where others may take this process for dead, and count without what is not in its journal yet. */
  isHeld: () => boolean;
};

/**
 * A ledger that adds up in memory. Its notes are numbered, and the database keeps the number that it has come to. Without a
 * journal, notes survive the process when they are flushed, and no one waits for that: so it is for what counts nothing.
 */
export function createLedger(pool: pg.Pool, store: CounterStore, log: Log, own?: LedgerJournal): Ledger {
  const writer = own?.writer ?? randomUUID();
  let noted = 0;
  let stored = 0;
  let open = emptyBatch(0);
  /** Oldest first; the transaction of the first runs, failed or may have failed. */
  let closed: LedgerBatch[] = [];
  /** While a batch is read again, what it holds is not known. */
  let isReading = false;
  let takesNotes = true;
  /** When all that was noted before was stored. */
  let flushedMs = performance.now();
  /** What the journal promised when somebody last asked, and what we made of it. */
  let written: Promise<void> | undefined;
  let kept: Promise<void> | undefined;
  /** Whether this turn let something through, and when such a turn last ended too late to be sure that others know of it. */
  let passes = false;
  let doubtedMs = Number.NEGATIVE_INFINITY;
  own?.journal.onTurn(() => {
    // A machine that sleeps, or a process that is paused, may stand still between a pass and its record.
    if (passes && !own.isHeld()) doubtedMs = performance.now();
    passes = false;
  });

  function closeBatch(): void {
    if (noted === open.after) return;
    closed.push(Object.assign(open, { upTo: noted }));
    open = emptyBatch(noted);
  }

  /** While the database is away a batch grows; none gets too large for one transaction. */
  function closeLargeBatch(): void {
    if (isLarge(open)) closeBatch();
  }

  async function writeClosed(): Promise<void> {
    for (let [batch] = closed; batch; [batch] = closed) {
      const position = await writeBatch(pool, store, writer, batch);
      if (position === batch.upTo) {
        closed.shift();
        stored = position;
        takesNotes = true;
        own?.journal.release(position);
      } else {
        await readAgain(position);
      }
    }
  }

  /**
   * Another process took this one for dead, and stored its journal up to `position`. What comes after that is read from the
   * journal: what is in memory cannot be told apart.
   */
  async function readAgain(position: number): Promise<void> {
    const remaining = { ...emptyBatch(position), upTo: noted };
    log("warn", "ledger_stored_by_another", { writer, position, noted });
    if (!own || position > noted) throw new Error(`the notes of ${writer} are stored up to ${position} of ${noted}`);
    closeBatch();
    isReading = true;
    try {
      await own.journal.kept()?.catch(() => undefined);
      await addJournal(remaining, own.folder);
      closed = [remaining, ...closed.filter(({ after }) => after >= remaining.upTo)];
    } finally {
      isReading = false;
    }
  }

  const flush = oneAtATime(async () => {
    if (!takesNotes) tryJournal();
    await writeClosed();
    closeBatch();
    await writeClosed();
    flushedMs = performance.now();
  });

  /** Notes nothing, to find out whether the journal takes it. */
  function tryJournal(): void {
    if (!own) return;
    noted = own.journal.note("");
    own.journal.kept()?.then(
      () => {
        // No answer may leave before what the journal lost is stored.
        takesNotes = own.journal.lostUpTo() <= stored;
      },
      () => undefined,
    );
  }

  /**
   * For notes that the journal did not take. Answers wait for it, so it is given up long before the flush itself is, and
   * before others may go on without this process.
   */
  async function storeAtOnce(): Promise<void> {
    if (own && !own.isHeld()) throw new LimitsUnavailable();
    const asked = moment();
    try {
      await inTime(flush(), leaseMarginMs, "what was counted could not be stored in time");
    } catch (error) {
      takesNotes = false;
      throw error;
    }
    if (!isWithin(leaseMarginMs, asked)) throw new LimitsUnavailable();
  }

  /** Throws where a pass since then may be unknown to others that count. */
  function requireNoDoubt(begunMs: number): void {
    if (begunMs <= doubtedMs) throw new LimitsUnavailable();
  }

  function notePlans(buckets: readonly PlanBucket[], cost: number, atMs: number): void {
    noted = own ? own.journal.note(passRecord(buckets, cost, atMs)) : noted + 1;
    addPasses(open, buckets, cost, atMs);
  }

  function noteWindows(buckets: readonly WindowBucket[], cost: number, atMs: number): void {
    noted = own ? own.journal.note(windowPassRecord(buckets, cost, atMs)) : noted + 1;
    addWindowPasses(open, buckets, cost, atMs);
  }

  return {
    passed(buckets, cost, atMs) {
      if (buckets.every(isOfPlan)) notePlans(buckets, cost, atMs);
      else {
        if (buckets.some(isOfPlan)) notePlans(buckets.filter(isOfPlan), cost, atMs);
        noteWindows(buckets.filter(isNamed), cost, atMs);
      }
      passes = true;
      closeLargeBatch();
    },
    answered(event) {
      noted = own ? own.journal.note(answerRecord(event)) : noted + 1;
      addAnswer(open, event);
      closeLargeBatch();
    },
    holds(key) {
      const id = counterIdOf(key);
      return isReading || holdsCounter(open, id) || closed.some((batch) => holdsCounter(batch, id));
    },
    kept(begunMs) {
      if (!own) return undefined;
      if (begunMs <= doubtedMs) return Promise.reject(new LimitsUnavailable());
      if (own.journal.lostUpTo() > stored) return storeAtOnce();
      const latest = own.journal.kept();
      if (latest !== written) {
        written = latest;
        const askedMs = performance.now();
        kept = latest?.catch(storeAtOnce).then(() => requireNoDoubt(askedMs));
      }
      return kept;
    },
    takesNotes: () => takesNotes,
    backlog: () => ({
      notes: noted - stored,
      flushAgeMs: performance.now() - flushedMs,
      journalBytes: own?.journal.neededBytes() ?? 0,
    }),
    journalProblem() {
      const problem = own?.journal.problem() ?? null;
      if (problem !== null) tryJournal();
      return problem;
    },
    flush,
    takeOver: () => Promise.resolve(),
    async close() {
      if (!own) return;
      await own.journal.close();
      if (stored === noted) await markStored(own.folder, await endOfJournal(own.folder));
    },
  };
}

function isOfPlan(bucket: LimitBucket): bucket is PlanBucket {
  return bucket.window === undefined;
}

function isNamed(bucket: LimitBucket): bucket is WindowBucket {
  return bucket.window !== undefined;
}
