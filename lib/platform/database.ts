import "server-only";
import { setImmediate as turnOfEvents } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/generated/prisma/client";
import type { WatchedPool } from "./counting-pool";
import { openPools, type PoolLimits } from "./database-pools";
import { beginHeld } from "./held-transaction";
import type { PoolSizes } from "./pool-sizes";
import { beginGuarded } from "./write-guard";

/**
 * The pools of a process, each bounded by itself, and Prisma on top of the features'. `pool` is the features', and work
 * of the background that asks it for a connection gets one of `jobs`.
 */
export type Database = {
  pool: WatchedPool;
  gate: WatchedPool;
  flush: WatchedPool;
  jobs: WatchedPool;
  announcements: WatchedPool;
  prisma: PrismaClient;
  close(): Promise<void>;
};

/** A Prisma client or the client of a transaction. */
export type PrismaSession = Omit<
  PrismaClient,
  "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends" | "$use"
>;

/** How long a transaction waits to begin, and may take in all, in milliseconds; its statements have limits of their own. */
const transactionLimits = { beginMs: 10_000, transactionMs: 15_000 };

/** How long what is asked of the database may take, in milliseconds. */
export type DatabaseLimits = PoolLimits & typeof transactionLimits;

/** Opens the pools; connects on first use. No request waits for ever on a server that hangs: see `connection-limits.ts`. */
export function openDatabase(
  connectionString: string,
  sizes: Partial<PoolSizes> = {},
  limits: Partial<DatabaseLimits> = {},
): Database {
  const { beginMs, transactionMs } = { ...transactionLimits, ...limits };
  const pools = openPools(connectionString, sizes, limits);
  const { features, gate, flush, jobs, announcements } = pools;
  const prisma = withoutLostStatements(
    new PrismaClient({
      adapter: new PrismaPg(features, { disposeExternalPool: false }),
      transactionOptions: { maxWait: beginMs, timeout: transactionMs },
    }),
  );
  guardTransactions(prisma);
  return {
    pool: features,
    gate,
    flush,
    jobs,
    announcements,
    prisma,
    async close() {
      await prisma.$disconnect();
      await pools.end();
    },
  };
}

/**
 * Rejects statements that never ran. Of statements sent together in a transaction, Prisma runs none after one that
 * failed, and resolves those with undefined. Code that goes on with it would fail in a way that hides the first
 * failure.
 */
function withoutLostStatements(prisma: PrismaClient): PrismaClient {
  const extended = prisma.$extends({
    query: {
      async $allOperations({ args, query }) {
        const result: unknown = await query(args);
        if (result !== undefined) return result;
        // The statement that failed is told of first.
        await turnOfEvents();
        throw new Error("a statement did not run, because one that was sent with it failed");
      },
    },
  });
  // What is added is not to be seen from outside, and its type leaves out what clients alone have.
  return extended as unknown as PrismaClient;
}

/** Lets transactions begin with what the work around them asks for; a list of statements is no such work. */
function guardTransactions(prisma: PrismaClient): void {
  const begin = prisma.$transaction.bind(prisma);
  type Work = Parameters<typeof begin>[0];
  Object.assign(prisma, {
    $transaction: (work: Work | Parameters<PrismaClient["$transaction"]>[0], options: object = {}) =>
      typeof work === "function"
        ? beginHeld((held: Work) => beginGuarded((inner: Work) => begin(inner, options), held), work)
        : begin(work, options),
  });
}

/** True for a unique constraint's violation. Only the code is looked at: bundles hold their own copies of Prisma's error classes. */
export function isUniqueViolation(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && (error.code === "P2002" || error.code === "23505")
  );
}
