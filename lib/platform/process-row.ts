import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { every } from "./every";
import { inTime } from "./in-time";
import type { Log } from "./log";
import { errorFields } from "./log-error";
import { oneAtATime } from "./one-at-a-time";

/** A server process as the others on its database see it. */
export type LiveProcess = {
  id: string;
  /** Whether it counts limits in Redis, together with others. */
  sharesLimits: boolean;
  /** The epoch of shared counters for which all that it counted before is stored. */
  settledFor: string | null;
  stopping: boolean;
};

/** This process's place among those that serve one database: a row that it renews each second. */
export type ProcessRow = {
  id: string;
  /** False while the row was not renewed in time: another process may have taken over, and nothing counted may pass here. */
  isHeld(): boolean;
  /** All live processes, this one included. */
  live(): Promise<LiveProcess[]>;
  /** Says that all that this process counted before the epoch is stored. */
  settle(epoch: string): Promise<void>;
  /** Tells that this process ends soon: one that would be refused waits for it instead. */
  markStopping(): Promise<void>;
  /** Gives the place up; others may have it at once. */
  leave(): Promise<void>;
};

export type ProcessRowOptions = {
  connectionString: string;
  /** Whether this process counts limits where others count them too. */
  sharesLimits: boolean;
  log: Log;
  /** Told why the start waits, for a console. */
  progress?: ((line: string) => void) | undefined;
  /** Ends the waiting for a place. */
  signal?: AbortSignal | undefined;
  /** Called once when another process took this one's place: it must end. */
  onLost: () => void;
};

const beatMs = 1_000;
/** A row counts as live for so long after it was last renewed, by the database's clock. */
const leaseMs = 5_000;
/** What a process trusts of its lease by its own clocks, from the moment at which it asked for it. */
const trustMs = leaseMs - 1_000;
const queryTimeoutMs = 2_000;
/** Longer than a process takes to stop. */
const patienceMs = 60_000;
const lookAgainMs = 100;
/** An expired row is kept so long where limits are shared, for those who ask what became of its process. */
const rememberedMs = 600_000;
/** Claims wait for each other. */
const claimLock = 7_205_118_246;

/**
 * Claims a place among the processes of a database. Where limits are counted in memory there is one place: rejects with
 * a sentence for the operator while a live process has it, and waits for one that stops or was killed. The statements are
 * plain ones, as a pooler in transaction mode needs them. The table must exist.
 */
export async function claimProcessRow(options: ProcessRowOptions): Promise<ProcessRow> {
  const { connectionString, log, onLost } = options;
  const pool = new pg.Pool({
    connectionString,
    // One for the beat, one for all other questions.
    max: 2,
    connectionTimeoutMillis: queryTimeoutMs,
    query_timeout: queryTimeoutMs,
    application_name: "latchkey process",
  });
  pool.on("error", () => undefined); // an idle connection that the server closes; the next statement opens another
  const end = () => inTime(pool.end(), queryTimeoutMs, "the connections did not close").catch(() => undefined);
  const id = randomUUID();
  let renewed: Moment;
  try {
    renewed = await claimPlace(pool, id, options);
  } catch (error) {
    await end();
    throw error;
  }

  let lost = false;
  const renew = async () => {
    const asked = moment();
    try {
      const { rowCount } = await pool.query("UPDATE server_processes SET seen_at = clock_timestamp() WHERE id = $1", [
        id,
      ]);
      if (rowCount) renewed = asked;
      else if (!lost) lose();
    } catch (error) {
      log("warn", "process_row_not_renewed", { ...errorFields(error) });
    }
  };
  const lose = () => {
    lost = true;
    log("error", "process_row_lost", { reason: "this process was silent, and another one took its place" });
    onLost();
  };
  const beat = oneAtATime(renew);
  const stopBeating = every(beatMs, beat);
  let left: Promise<void> | undefined;

  return {
    id,
    isHeld: () => !lost && left === undefined && isWithin(trustMs, renewed),
    live: () => readLive(pool),
    async settle(epoch) {
      await pool.query("UPDATE server_processes SET settled_for = $2 WHERE id = $1", [id, epoch]);
    },
    async markStopping() {
      await pool.query("UPDATE server_processes SET stopping = true WHERE id = $1", [id]);
    },
    leave() {
      left ??= (async () => {
        await stopBeating();
        try {
          await pool.query("DELETE FROM server_processes WHERE id = $1", [id]);
        } finally {
          await end();
        }
      })();
      return left;
    },
  };
}

/** A moment by both clocks: the monotonic one stands still in a machine that sleeps, the other one may be set back. */
type Moment = { monotonicMs: number; wallMs: number };

function moment(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

function isWithin(limitMs: number, { monotonicMs, wallMs }: Moment): boolean {
  return performance.now() - monotonicMs < limitMs && Date.now() - wallMs < limitMs;
}

type Row = LiveProcess & { seenAt: Date };

const liveRows = `SELECT id, shares_limits AS "sharesLimits", settled_for AS "settledFor", stopping, seen_at AS "seenAt"
  FROM server_processes WHERE seen_at > clock_timestamp() - interval '${leaseMs} milliseconds' ORDER BY started_at, id`;

async function readLive(pool: pg.Pool): Promise<LiveProcess[]> {
  const { rows } = await pool.query<Row>(liveRows);
  return rows.map(({ seenAt, ...process }) => process);
}

/** Claims until it succeeds; resolves with the moment from which the lease runs. */
async function claimPlace(
  pool: pg.Pool,
  id: string,
  { sharesLimits, progress, signal }: ProcessRowOptions,
): Promise<Moment> {
  const giveUpAt = performance.now() + patienceMs;
  const firstSeen = new Map<string, number>();
  for (;;) {
    const asked = moment();
    const rows = await tryToClaim(pool, id, sharesLimits);
    if (rows.some((row) => row.id === id)) return asked;
    for (const row of rows.filter((other) => !(other.sharesLimits && sharesLimits))) {
      // One that renews its row is alive; one that does not was killed, and is out of the way soon.
      const isAlive = (firstSeen.get(row.id) ?? row.seenAt.getTime()) !== row.seenAt.getTime();
      if ((isAlive && !row.stopping) || performance.now() > giveUpAt) throw new Error(refusal(row, sharesLimits));
    }
    if (firstSeen.size === 0) progress?.("Waiting for the process that had this database before …");
    for (const row of rows) if (!firstSeen.has(row.id)) firstSeen.set(row.id, row.seenAt.getTime());
    await wait(lookAgainMs, undefined, signal && { signal });
  }
}

/**
 * Takes a place where there is one; resolves with the live rows after that. One message with all of it: a process that is
 * paused in the middle can hold up no other.
 */
async function tryToClaim(pool: pg.Pool, id: string, sharesLimits: boolean): Promise<Row[]> {
  const results = (await pool.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(${claimLock});
    DELETE FROM server_processes
     WHERE seen_at <= clock_timestamp() - interval '${leaseMs} milliseconds'
       AND NOT (shares_limits AND ${sharesLimits}
                AND seen_at > clock_timestamp() - interval '${rememberedMs} milliseconds');
    INSERT INTO server_processes (id, started_at, seen_at, stopping, shares_limits)
    SELECT '${id}', clock_timestamp(), clock_timestamp(), false, ${sharesLimits}
     WHERE NOT EXISTS (SELECT FROM server_processes
                        WHERE seen_at > clock_timestamp() - interval '${leaseMs} milliseconds'
                          AND NOT (shares_limits AND ${sharesLimits}));
    ${liveRows};
    COMMIT;`)) as unknown as pg.QueryResult<Row>[];
  return results.at(-2)?.rows ?? [];
}

function refusal(other: LiveProcess, sharesLimits: boolean): string {
  if (other.sharesLimits || sharesLimits) {
    const [theirs, ours] = sharesLimits ? ["without", "with"] : ["with", "without"];
    return `a process ${theirs} REDIS_URL runs on this database, and this one was started ${ours} it: limits would be counted twice; set the same REDIS_URL for all of them`;
  }
  return "another process runs on this database, and limits would be counted twice; stop it first, or set REDIS_URL for both, so that they share what they count";
}
