import "server-only";
import pg from "pg";
import { whenDatabaseAnswers } from "@/lib/platform/await-database";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";

/** The channel of NOTIFY on which subjects are announced. */
export const channel = "latchkey_access";

/** Memory counts for so long after the last question for changes that was answered: nothing ended is let in longer. */
const trustMs = 900;
/** How often changes are asked for while notifications arrive, and while they do not. */
const pollIntervalMs = 250;
const urgentIntervalMs = 75;
/** After a connection for notifications that could not be had. */
const listenAgainMs = 250;
const connectMs = 1_000;
/** After a longer silence everything is forgotten: marks of changes are cleared away some day. */
const longestGapMs = 60_000;

/** How a process hears what ends or changes credentials. */
export type ChangeFeed = {
  /** Resolves once nothing can be missed any more. */
  start(): Promise<void>;
  /**
   * False while changes may have been missed: since the last question that was answered, or since a value was read, at
   * `readMs` of `performance.now()`.
   */
  isCurrent(readMs?: number): boolean;
  /** How long ago the last question was asked that was answered, in milliseconds; Infinity before the first. */
  ageMs(): number;
  close(): Promise<void>;
};

type Options = {
  /** One connection of its own, for the questions. */
  pool: pg.Pool;
  connectionString: string;
  log: Log;
  forget: (subject: string) => void;
  forgetAll: () => void;
};

/**
 * Hears of changes by NOTIFY, within milliseconds, and asks for them in the table: a notification that is sent while nobody
 * listens is lost. Each question names the last one's snapshot, so that its answer holds exactly what was committed since.
 */
export function createChangeFeed({ pool, connectionString, log, forget, forgetAll }: Options): ChangeFeed {
  let snapshot: string | null = null;
  let confirmedMs = Number.NEGATIVE_INFINITY;
  let listener: pg.Client | null = null;
  let closed = false;
  let pollTimer: NodeJS.Timeout | undefined;
  let listenTimer: NodeJS.Timeout | undefined;
  let polling: Promise<void> = Promise.resolve();

  async function ask(): Promise<void> {
    const askedMs = performance.now();
    const since = askedMs - confirmedMs > longestGapMs ? null : snapshot;
    const { rows } = await pool.query<{ snapshot: string; subjects: string[] }>(changesSince, [since]);
    const [row] = rows;
    if (!row) throw new Error("the question for changes was not answered");
    // A restored database counts its transactions from further back.
    if (since === null || lastOf(row.snapshot) < lastOf(since)) forgetAll();
    for (const subject of row.subjects) forget(subject);
    snapshot = row.snapshot;
    confirmedMs = askedMs;
  }

  function schedulePoll(): void {
    if (closed) return;
    pollTimer = setTimeout(
      () => {
        polling = ask()
          .catch((error: unknown) => {
            if (!closed) log("warn", "access_changes_unreachable", { ...errorFields(error) });
          })
          .then(schedulePoll);
      },
      listener ? pollIntervalMs : urgentIntervalMs,
    );
    pollTimer.unref();
  }

  async function listen(): Promise<void> {
    const client = new pg.Client({
      connectionString,
      application_name: "latchkey listener",
      keepAlive: true,
      connectionTimeoutMillis: connectMs,
    });
    client.on("error", () => undefined);
    client.on("notification", ({ payload }) => {
      if (payload) forget(payload);
    });
    try {
      await client.connect();
      if (await isPooled(client)) {
        log("info", "access_changes_polled_only");
        return await client.end();
      }
      await client.query(`LISTEN ${channel}`);
      // Only of one that listened: where that was refused, the end of its connection must not shorten the pause.
      client.on("end", () => {
        if (listener === client) listener = null;
        listenAfter(0);
      });
    } catch (error) {
      void client.end().catch(() => undefined);
      if (!closed) log("warn", "access_changes_unheard", { ...errorFields(error) });
      return listenAfter(listenAgainMs);
    }
    if (closed) return client.end();
    listener = client;
  }

  /** One attempt at a time, and none after another that is due already. */
  function listenAfter(waitMs: number): void {
    if (closed) return;
    clearTimeout(listenTimer);
    listenTimer = setTimeout(() => void listen(), waitMs);
    listenTimer.unref();
  }

  return {
    async start() {
      await listen();
      await whenDatabaseAnswers(ask);
      schedulePoll();
    },
    isCurrent: (readMs = Number.NEGATIVE_INFINITY) => performance.now() - Math.max(confirmedMs, readMs) < trustMs,
    ageMs: () => performance.now() - confirmedMs,
    async close() {
      closed = true;
      clearTimeout(pollTimer);
      clearTimeout(listenTimer);
      await polling;
      await listener?.end();
    },
  };
}

/** Every change that the given snapshot did not see; none where there is no earlier question. */
const changesSince = `
  SELECT pg_current_snapshot()::text AS snapshot,
         ARRAY(SELECT DISTINCT subject FROM access_changes
                WHERE transaction >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
                  AND NOT pg_visible_in_snapshot(transaction::text::xid8, $1::pg_snapshot)) AS subjects`;

/** The first number that no transaction had yet when the snapshot was taken: `xmin:xmax:list`. */
function lastOf(snapshot: string): bigint {
  return BigInt(snapshot.split(":")[1] ?? "0");
}

/** A pooler between hands a session's notifications to the client that has its connection by then. */
async function isPooled(client: pg.Client): Promise<boolean> {
  const { processID } = client as pg.Client & { processID: number | null };
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid !== processID;
}
