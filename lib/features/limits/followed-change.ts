import "server-only";
import type { Correction } from "@/lib/access/live-counts";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { onceCommitted } from "@/lib/platform/held-transaction";
import { processSlot } from "@/lib/platform/process-slot";
import { inTransaction } from "@/lib/platform/transaction";

/** What the live counts are to be told once it is known whether a change came to be. */
export type Followed = {
  epoch: number;
  /** Where it did, and where it did not. */
  whenIn: readonly Correction[];
  whenNot: readonly Correction[];
  /** Finds out whether it did, of a transaction that nobody heard the end of; after that it cannot come to be any more. */
  isIn: () => Promise<boolean>;
  /** Ends the counters' being held in place. */
  release: () => void;
};

/** A change is asked after when nothing was heard of it for so long: no transaction takes longer. */
const doubtMs = 30_000;

type Doubt = { followed: Followed; sinceMs: number };
const slot = processSlot<Set<Doubt>>("followed-changes");

function doubts(): Set<Doubt> {
  if (!slot.isHeld()) slot.hold(new Set());
  return slot.get();
}

/**
 * Makes a change of what is stored in one transaction, and lets the live counts follow it exactly once. They do so too
 * where the commit's answer is lost, or it commits later with an answer that is kept. Where the process dies instead,
 * they are read again from what is stored.
 */
export async function follow<T>(followed: Followed, work: (tx: PrismaSession) => Promise<T>): Promise<T> {
  const doubt: Doubt = { followed, sinceMs: performance.now() };
  doubts().add(doubt);
  let isDone = false;
  try {
    const result = await inTransaction(runtime(), async (tx) => {
      isDone = false;
      const made = await work(tx);
      isDone = true;
      return made;
    });
    onceCommitted(() => conclude(doubt, true));
    return result;
  } catch (error) {
    // What was not done is never committed; what was may be, although that failed.
    if (!isDone) conclude(doubt, false);
    else doubt.sinceMs = Number.NEGATIVE_INFINITY;
    throw error;
  }
}

/** Asks after the changes that nobody heard the end of. */
export async function resolveDoubts(): Promise<void> {
  for (const doubt of [...doubts()]) {
    if (performance.now() - doubt.sinceMs > doubtMs) conclude(doubt, await doubt.followed.isIn());
  }
}

function conclude(doubt: Doubt, isIn: boolean): void {
  if (!doubts().delete(doubt)) return;
  const { epoch, whenIn, whenNot, release } = doubt.followed;
  const corrections = isIn ? whenIn : whenNot;
  if (corrections.length === 0) release();
  else void runtime().liveCounts.correct(epoch, corrections).finally(release);
}
