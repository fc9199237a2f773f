import "server-only";
import type { Database, PrismaSession } from "@/lib/platform/database";
import { onceCommitted } from "@/lib/platform/held-transaction";
import type { Log } from "@/lib/platform/log";
import { inTransaction } from "@/lib/platform/transaction";
import { channel, createChangeFeed } from "./change-feed";

/**
 * The work of a transaction that ends or changes credentials, and whose: `key:…`, `token:…`, `session:…`, `user:…`,
 * `customer:…`, `org:…`. It runs again when PostgreSQL ended the transaction in favour of another.
 */
export type AccessChangeWork<T> = (tx: PrismaSession) => Promise<{ result: T; subjects: readonly string[] }>;

/** Tells every process which credentials to forget. */
export type AccessChanges = {
  /**
   * Runs the work and its announcement in one transaction, with `timeoutMs` as `inTransaction` takes it; when it returns, this
   * process has already forgotten the subjects.
   */
  commit<T>(work: AccessChangeWork<T>, options?: { timeoutMs?: number }): Promise<T>;
  /** Starts listening; resolves once nothing can be missed any more. */
  start(): Promise<void>;
  /** False while changes of other processes may have been missed that came after a value was read, at `readMs` of `performance.now()`. */
  isCurrent(readMs?: number): boolean;
  /** How old what is known of changes is, in milliseconds. */
  ageMs(): number;
  close(): Promise<void>;
};

type Options = {
  database: Database;
  connectionString: string;
  log: Log;
  forget: (subject: string) => void;
  forgetAll: () => void;
};

/**
 * Announces in the transaction of the change, by NOTIFY and in a table, and hears what others announce. Both reach a process
 * within one second (contract section 5); see `change-feed.ts`.
 */
export function createAccessChanges({ database, connectionString, log, forget, forgetAll }: Options): AccessChanges {
  const feed = createChangeFeed({ pool: database.announcements, connectionString, log, forget, forgetAll });
  return {
    async commit(work, options) {
      const announced: typeof work = async (tx) => {
        const outcome = await work(tx);
        await tx.accessChange.createMany({ data: outcome.subjects.map((subject) => ({ subject })) });
        await tx.$executeRaw`SELECT pg_notify(${channel}, subject) FROM unnest(${[...outcome.subjects]}::text[]) AS of (subject)`;
        return outcome;
      };
      const { result, subjects } = await inTransaction({ database, log }, announced, options);
      onceCommitted(() => {
        for (const subject of subjects) forget(subject);
      });
      return result;
    },
    start: feed.start,
    isCurrent: feed.isCurrent,
    ageMs: feed.ageMs,
    close: feed.close,
  };
}
