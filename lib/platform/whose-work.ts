import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";

/** Where a request came from: the client's address, and what it says that it is. */
export type Place = { address: string | null; userAgent: string | null };

/**
 * Whose work it is that asks for a connection: a request's, or the background's. `subject` is an organization or an
 * address, and all of one `crowd` are bounded together as well. `hadNoConnection` says that it was given none once,
 * `place` where it came from.
 */
export type Work =
  | { isBackground: true }
  | {
      isBackground: false;
      subject: string;
      crowd: string | null;
      place?: (() => Place) | undefined;
      hadNoConnection?: boolean;
    };

// Every bundle of the server has its own copy of this module, and they share one database.
const slot = Symbol.for("latchkey.whose-work");
const holder = globalThis as typeof globalThis & { [slot]?: AsyncLocalStorage<Work> };

function storage(): AsyncLocalStorage<Work> {
  holder[slot] ??= new AsyncLocalStorage();
  return holder[slot];
}

/** Does work for somebody whose share of the connections is bounded. */
export function onBehalfOf<T>(subject: string, crowd: string | null, work: () => T, place?: () => Place): T {
  return storage().run({ isBackground: false, subject, crowd, place }, work);
}

/** Notes that the work under way here was given no connection: whatever it fails with, it may be asked for again. */
export function noteNoConnection(): void {
  const work = currentWork();
  if (work && !work.isBackground) work.hadNoConnection = true;
}

/** Does work that no request waits for: it has connections of its own, with longer limits. */
export function inBackground<T>(work: () => T): T {
  return storage().run(background, work);
}

const background: Work = { isBackground: true };

/** Whose work is under way here; undefined where nobody said so. */
export function currentWork(): Work | undefined {
  return holder[slot]?.getStore();
}
