import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Database, PrismaSession } from "./database";
import { isConnectionLost } from "./database-away";
import { isHeld } from "./held-transaction";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";

/** How often a transaction is begun in all; each time PostgreSQL ends only one of those that wait for each other. */
const mostAttempts = 5;
const longestPauseMs = 50;
/** deadlock_detected and serialization_failure (PostgreSQL, appendix A); Prisma's own word for both. */
const conflictCodes: readonly unknown[] = ["40P01", "40001", "P2034"];

type Open = { database: Pick<Database, "prisma">; log: Log };

/**
 * Runs the work in one transaction, and again from its beginning when PostgreSQL ended it in favour of another one. It
 * does so too when its connection ended before it was asked to commit, as it does where the process itself was busy for
 * seconds. The work may therefore run several times: what it does outside of `tx` must bear that. `timeoutMs` is for
 * all of its statements together.
 */
export async function inTransaction<T>(
  { database, log }: Open,
  work: (tx: PrismaSession) => Promise<T>,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<T> {
  const options = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  // What is held begins again as a whole.
  if (isHeld()) return database.prisma.$transaction(work, options);
  let failure: unknown;
  const run = () =>
    database.prisma.$transaction(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        failure = error;
        throw error;
      }
    }, options);
  // What the work itself failed with was never to be committed; of a failed COMMIT that is not known.
  return repeatedly(log, run, (error) => error === failure && isConnectionLost(error));
}

/**
 * Runs what is one transaction, and again from its beginning when PostgreSQL ended it in favour of another one, or when
 * `isUndone` knows that nothing of it is there.
 */
export async function repeatedly<T>(
  log: Log,
  run: () => Promise<T>,
  isUndone: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === mostAttempts || !(isConflict(error) || isUndone(error))) throw error;
      log("warn", "transaction_repeated", { attempt, ...errorFields(error) });
      // By chance, so that two that met do not meet again.
      await pause(Math.random() * longestPauseMs * attempt);
    }
  }
}

/** Prisma hides the code of a raw statement's error in the driver's; bundles hold their own copies of its classes. */
function isConflict(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && conflictCodes.includes(error.code)) return true;
  if ("originalCode" in error && conflictCodes.includes(error.originalCode)) return true;
  const inner = "cause" in error ? error.cause : undefined;
  const driver = "meta" in error && isHolder(error.meta) ? error.meta.driverAdapterError : undefined;
  return isConflict(inner) || isConflict(driver);
}

function isHolder(meta: unknown): meta is { driverAdapterError: unknown } {
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta;
}
