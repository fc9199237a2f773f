import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { PrismaSession } from "./database";

/** What the next transaction of a piece of work does before anything else; it throws to stop the work. */
export type WriteGuard = (tx: PrismaSession) => Promise<void>;

type Held = { guard: WriteGuard; passed: boolean };

// Every bundle of the server has its own copy of this module, and they share one database.
const slot = Symbol.for("latchkey.write-guard");
const holder = globalThis as typeof globalThis & { [slot]?: AsyncLocalStorage<Held> };

function storage(): AsyncLocalStorage<Held> {
  holder[slot] ??= new AsyncLocalStorage();
  return holder[slot];
}

/** Runs work whose first transaction that commits begins with the guard. */
export function withWriteGuard<T>(guard: WriteGuard, work: () => Promise<T>): Promise<T> {
  return storage().run({ guard, passed: false }, work);
}

/** Begins a transaction as the work around it asks for; a transaction that is begun again passes the guard again. */
export async function beginGuarded<T, Tx extends PrismaSession>(
  begin: (work: (tx: Tx) => Promise<T>) => Promise<T>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const held = storage().getStore();
  if (!held || held.passed) return begin(work);
  const result = await begin(async (tx) => {
    await held.guard(tx);
    return work(tx);
  });
  held.passed = true;
  return result;
}
