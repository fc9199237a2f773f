import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "./database";

/** What a held transaction does around the work; either throws to undo it all. */
export type HeldSteps<T> = {
  /** Before anything else. */
  begin(tx: PrismaSession): Promise<void>;
  /** After everything else, in view of what the work came to. */
  end(tx: PrismaSession, result: T): Promise<void>;
};

/** A transaction whose own work is done, and which waits for what the work around it comes to. */
type Open = {
  /** Does the last step and commits. */
  finish(last: (tx: PrismaSession) => Promise<void>): Promise<unknown>;
  /** Rolls back. */
  abandon(reason: unknown): Promise<unknown>;
};

type Hold = {
  begin: (tx: PrismaSession) => Promise<void>;
  open: Open | null;
  begun: boolean;
  over: boolean;
  afterCommit: (() => void)[];
};

// Every bundle of the server has its own copy of this module, and they share one database.
const slot = Symbol.for("latchkey.held-transaction");
const holder = globalThis as typeof globalThis & { [slot]?: AsyncLocalStorage<Hold> };

function storage(): AsyncLocalStorage<Hold> {
  holder[slot] ??= new AsyncLocalStorage();
  return holder[slot];
}

function currentHold(): Hold | null {
  const hold = storage().getStore();
  return hold && !hold.over ? hold : null;
}

/**
 * Runs work that changes the database in one transaction at most, and commits that only after the last step, which knows
 * the work's result. Work without a transaction gets one for the two steps. Rejects with nothing changed.
 */
export async function inHeldTransaction<T>(
  prisma: PrismaClient,
  { begin, end }: HeldSteps<T>,
  work: () => Promise<T>,
): Promise<T> {
  const hold: Hold = { begin, open: null, begun: false, over: false, afterCommit: [] };
  let result: T;
  try {
    result = await storage().run(hold, async () => {
      const outcome = await work();
      if (!hold.begun) await prisma.$transaction(async () => undefined);
      return outcome;
    });
    hold.over = true;
    await hold.open?.finish((tx) => end(tx, result));
  } catch (error) {
    hold.over = true;
    await hold.open?.abandon(error);
    throw error;
  }
  for (const tell of hold.afterCommit) tell();
  return result;
}

/** Whether the work around this call commits later, and begins anew as a whole when PostgreSQL ended its transaction. */
export function isHeld(): boolean {
  return currentHold() !== null;
}

/** Runs what may only happen once the change is there: now, or when the transaction that is held commits. */
export function onceCommitted(tell: () => void): void {
  const hold = currentHold();
  if (hold) hold.afterCommit.push(tell);
  else tell();
}

/** Begins a transaction; under a hold it resolves with its work's result while it is still open, and a second one throws. */
export async function beginHeld<T, Tx extends PrismaSession>(
  begin: (work: (tx: Tx) => Promise<T>) => Promise<T>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const hold = currentHold();
  if (!hold) return begin(work);
  // What one of them wrote would stay without the other, and be written again by a repetition.
  if (hold.begun) throw new Error("work that is held changes the database in one transaction, and began a second");
  hold.begun = true;
  const worked = deferred<T>();
  const last = deferred<(tx: PrismaSession) => Promise<void>>();
  const committed = begin(async (tx) => {
    await hold.begin(tx);
    const result = await work(tx);
    if (hold.over) throw new Error("the work around this transaction ended without it");
    hold.open = {
      finish(step) {
        last.resolve(step);
        return committed;
      },
      abandon(reason) {
        last.reject(reason);
        return committed.catch(() => undefined);
      },
    };
    worked.resolve(result);
    await (await last.promise)(tx);
    return result;
  });
  committed.catch(worked.reject);
  return worked.promise;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // It may be settled before anybody waits for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
