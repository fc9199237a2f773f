import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/lib/generated/prisma/client";
import { beginHeld } from "./held-transaction";
import { beginGuarded } from "./write-guard";

/** One connection pool, and Prisma on top of it: the ORM serves the control plane, the pool the hot path's misses and batches. */
export type Database = {
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
};

/** A Prisma client or the client of a transaction. */
export type PrismaSession = Omit<
  PrismaClient,
  "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends" | "$use"
>;

/**
 * Opens the pool; connects on first use. A statement that gets no answer within `queryTimeoutMs` rejects, so that no
 * request waits for ever on a server that hangs.
 */
export function openDatabase(connectionString: string, maxConnections = 10, queryTimeoutMs = 10_000): Database {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeoutMs,
  });
  // An idle connection that the server closes must not end the process; the next query opens another.
  pool.on("error", () => undefined);
  pool.on("connect", endAfterTimeout);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    // A burst waits for a connection rather than failing; a transaction never outlives its statements' own limit by much.
    transactionOptions: { maxWait: queryTimeoutMs, timeout: 1.5 * queryTimeoutMs },
  });
  guardTransactions(prisma);
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
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

/**
 * Ends a connection whose query timed out. `pool.query` does so by itself, but a transaction of Prisma gives its
 * connection back as if nothing had happened: the next one would wait behind the old query, inside the old transaction.
 */
function endAfterTimeout(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const result = query(...args);
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (isQueryTimeout(error)) void ending(client).end();
      });
    }
    return result;
  }) as typeof client.query;
}

/** A pooled connection is a client like any other; only its type hides that it can be ended. */
function ending(client: pg.PoolClient): pg.Client {
  return client as unknown as pg.Client;
}

/** pg gives this error neither a class nor a code. */
function isQueryTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** True for a unique constraint's violation. Only the code is looked at: bundles hold their own copies of Prisma's error classes. */
export function isUniqueViolation(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && (error.code === "P2002" || error.code === "23505")
  );
}
