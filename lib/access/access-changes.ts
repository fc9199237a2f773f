import "server-only";
import pg from "pg";
import type { Database, PrismaSession } from "@/lib/platform/database";
import { every } from "@/lib/platform/every";
import { onceCommitted } from "@/lib/platform/held-transaction";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error";
import { inTransaction } from "@/lib/platform/transaction";

const channel = "latchkey_access";
const pollIntervalMs = 1_000;
/** How long a poll looks back: longer than any transaction takes from writing its change to its commit. */
const overlapSeconds = 30;
/** Memory counts as current this long after the last poll that succeeded; afterwards every credential is looked up again. */
const staleAfterMs = 5_000;

/**
 * The work of a transaction that ends or changes credentials, and whose: `key:…`, `token:…`, `session:…`, `user:…`,
 * `org:…`. It runs again when PostgreSQL ended the transaction in favour of another.
 */
export type AccessChangeWork<T> = (tx: PrismaSession) => Promise<{ result: T; subjects: readonly string[] }>;

/** Tells every process which credentials to forget. */
export type AccessChanges = {
  /** Runs the work and its announcement in one transaction; when it returns, this process has already forgotten the subjects. */
  commit<T>(work: AccessChangeWork<T>): Promise<T>;
  /** Starts listening; resolves once nothing can be missed any more. */
  start(): Promise<void>;
  /** False while changes of other processes may have been missed. */
  isCurrent(): boolean;
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
 * Announces by NOTIFY (some milliseconds) and by a table that every process polls each second, because a notification
 * sent while a listener reconnects is lost. Both reach a process within one second (contract section 5).
 */
export function createAccessChanges({ database, connectionString, log, forget, forgetAll }: Options): AccessChanges {
  const seen = new Map<string, number>();
  let lastPollMs = Number.NEGATIVE_INFINITY;
  let listener: pg.Client | null = null;
  let stopPolling: (() => Promise<void>) | null = null;
  let closed = false;

  async function listen(): Promise<void> {
    const client = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    client.on("end", () => {
      if (listener === client) listener = null;
    });
    client.on("notification", ({ payload }) => {
      if (payload) forget(payload);
    });
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    listener = client;
    // Announcements made before we listened.
    forgetAll();
  }

  async function poll(): Promise<void> {
    const { rows } = await database.gate.query<{ id: string; subject: string }>(
      "SELECT id, subject FROM access_changes WHERE at > clock_timestamp() - make_interval(secs => $1)",
      [overlapSeconds],
    );
    const now = performance.now();
    // Further back than the poll looks, something may have been missed.
    if (now - lastPollMs > (overlapSeconds / 2) * 1000) forgetAll();
    for (const { id, subject } of rows) {
      if (!seen.has(id)) forget(subject);
      seen.set(id, now);
    }
    for (const [id, at] of seen) {
      if (now - at > 2 * overlapSeconds * 1000) seen.delete(id);
    }
    lastPollMs = now;
  }

  async function tick(): Promise<void> {
    try {
      if (!listener) await listen();
      await poll();
    } catch (error) {
      // A connection that polls cannot use may be half open for the listener too.
      void listener?.end().catch(() => undefined);
      listener = null;
      if (!closed) log("warn", "access_changes_unreachable", { ...errorFields(error) });
    }
  }

  return {
    async commit(work) {
      const { result, subjects } = await inTransaction({ database, log }, async (tx) => {
        const outcome = await work(tx);
        await tx.accessChange.createMany({ data: outcome.subjects.map((subject) => ({ subject })) });
        await tx.$executeRaw`SELECT pg_notify(${channel}, subject) FROM unnest(${[...outcome.subjects]}::text[]) AS of (subject)`;
        return outcome;
      });
      onceCommitted(() => {
        for (const subject of subjects) forget(subject);
      });
      return result;
    },
    async start() {
      await listen();
      await poll();
      stopPolling = every(pollIntervalMs, tick);
    },
    isCurrent: () => performance.now() - lastPollMs < staleAfterMs,
    async close() {
      closed = true;
      await stopPolling?.();
      await listener?.end();
    },
  };
}
