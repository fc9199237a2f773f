import "server-only";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { every } from "./every";
import { inOwnTime, inTime } from "./in-time";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";
import { oneAtATime } from "./one-at-a-time";
import {
  type Alike,
  claimPlace,
  isWithin,
  type LiveProcess,
  leaseMarginMs,
  leaseMs,
  type Moment,
  moment,
  readLive,
} from "./process-claim";

/** This process's place among those that serve one database: a row that it renews each second. */
export type ProcessRow = {
  id: string;
  /** False while the row was not renewed in time: another process may have taken over, and nothing counted may pass here. */
  isHeld(): boolean;
  /**
   * Null while the row is held. Otherwise the renewal under way: a process that was busy itself for longer than its row holds
   * has it again in a moment. It settles within half a second or so, whether or not the row is held then.
   */
  renewal(): Promise<void> | null;
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
  alike: Alike;
  log: Log;
  /** Told why the start waits, for a console. */
  progress?: ((line: string) => void) | undefined;
  /** Ends the waiting for a place. */
  signal?: AbortSignal | undefined;
  /** Called once when another process took this one's place: it must end. */
  onLost: () => void;
};

const beatMs = 1_000;
/** What a process trusts of its lease by its own clocks, from the moment at which it asked for it. */
const trustMs = leaseMs - leaseMarginMs;
const queryTimeoutMs = 2_000;
const connectTimeoutMs = 5_000;
/** How long a request waits for a renewal that is late. */
const renewalMs = 500;

/**
 * Claims a place among the processes of a database. Where limits are counted in memory there is one place. It rejects
 * with a sentence for the operator while a live process has it, and waits for one that stops or was killed. The
 * statements are plain ones, as a pooler in transaction mode needs them. The table must exist.
 */
export async function claimProcessRow(options: ProcessRowOptions): Promise<ProcessRow> {
  const { connectionString, log, onLost } = options;
  const pool = new pg.Pool({
    connectionString,
    // One for the beat, one for all other questions.
    max: 2,
    connectionTimeoutMillis: connectTimeoutMs,
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
  const isOver = () => lost || left !== undefined;
  const isHeld = () => !isOver() && isWithin(trustMs, renewed);

  return {
    id,
    isHeld,
    renewal() {
      if (isOver() || isHeld()) return null;
      return inOwnTime(beat(), renewalMs, "the row was not renewed in time").catch(() => undefined);
    },
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
