import "server-only";
import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import type { Database, PrismaSession } from "./database";
import { every } from "./every";
import { errorText, type Log } from "./log";

/** Values that survive a round trip through JSON. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** What a handler may return: nothing when the work is done, or when to run it again (milliseconds since the epoch). */
export type JobOutcome = undefined | { againAtMs: number };

/** One piece of work; may run more than once for one job (a process can die in the middle), so it must be repeatable. */
export type JobHandler = (payload: JobPayload, attempt: number) => Promise<JobOutcome>;

/** Handlers by the kind of job they do. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** Work outside requests, in the database: what a transaction asked for is done at least once, by whichever process is free. */
export type Jobs = {
  /** Asks for work in the caller's transaction: it exists exactly when the transaction commits. */
  enqueue(tx: PrismaSession, kind: string, payload: JobPayload, runAtMs?: number): Promise<void>;
  /** Begins to look for due jobs. */
  start(handlers: JobHandlers): void;
  /** Runs every job that is due now, those that they ask for included; returns how many ran. */
  runDue(handlers: JobHandlers): Promise<number>;
  close(): Promise<void>;
};

type JobRow = { id: string; kind: string; payload: JobPayload; attempts: number };

const pollIntervalMs = 500;
/** Longer than any handler may take; a job whose process died is claimed again after it. */
const leaseMs = 120_000;
const batchSize = 10;
/** A further batch of a kind starts only while fewer than this many of it are under way. */
const roomPerKind = 10;
/** A handler that throws is tried again: after 1, 2, 4 … seconds, at most an hour apart, this many times in all. */
const maxFailures = 12;
const longestPauseMs = 3_600_000;

export function createJobs({ pool }: Database, clock: Clock, log: Log): Jobs {
  let stop: (() => Promise<void>) | null = null;
  const running = new Map<string, Set<Promise<void>>>();

  /** Takes due jobs for this process: two processes never get the same one while its lease lasts. */
  async function claim(kinds: string[]): Promise<JobRow[]> {
    const now = clock.now();
    const { rows } = await pool.query<JobRow>(
      `UPDATE jobs SET locked_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM jobs
                      WHERE kind = ANY($3) AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)
                      ORDER BY run_at LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts`,
      [new Date(now), new Date(now + leaseMs), kinds, batchSize],
    );
    return rows;
  }

  async function run(job: JobRow, handlers: JobHandlers): Promise<void> {
    try {
      const outcome = await handlers[job.kind]?.(job.payload, job.attempts);
      if (outcome) await postpone(job, outcome.againAtMs, 0, null);
      else await pool.query("DELETE FROM jobs WHERE id = $1", [job.id]);
    } catch (error) {
      log("error", "job_failed", { kind: job.kind, job: job.id, attempt: job.attempts, error: errorText(error) });
      if (job.attempts >= maxFailures) await pool.query("DELETE FROM jobs WHERE id = $1", [job.id]);
      else {
        const pauseMs = Math.min(1000 * 2 ** (job.attempts - 1), longestPauseMs);
        await postpone(job, clock.now() + pauseMs, job.attempts, errorText(error).slice(0, 500));
      }
    }
  }

  async function postpone({ id }: JobRow, atMs: number, attempts: number, error: string | null): Promise<void> {
    await pool.query("UPDATE jobs SET run_at = $2, locked_until = NULL, attempts = $3, last_error = $4 WHERE id = $1", [
      id,
      new Date(atMs),
      attempts,
      error,
    ]);
  }

  /** Starts what is due, of every kind that has room: a kind whose work is slow holds up no other. */
  async function startDue(handlers: JobHandlers): Promise<number> {
    const kinds = Object.keys(handlers).filter((kind) => (running.get(kind)?.size ?? 0) < roomPerKind);
    const jobs = kinds.length > 0 ? await claim(kinds) : [];
    for (const job of jobs) {
      const ofKind = running.get(job.kind) ?? new Set();
      running.set(job.kind, ofKind);
      const work: Promise<void> = run(job, handlers)
        .catch((error: unknown) => log("warn", "job_not_settled", { job: job.id, error: errorText(error) }))
        .finally(() => ofKind.delete(work));
      ofKind.add(work);
    }
    return jobs.length;
  }

  const underWay = () => [...running.values()].flatMap((ofKind) => [...ofKind]);

  return {
    async enqueue(tx, kind, payload, runAtMs = clock.now()) {
      await tx.job.create({
        data: { id: randomUUID(), kind, payload, runAt: new Date(runAtMs), createdAt: new Date(clock.now()) },
      });
    },
    start(handlers) {
      stop = every(pollIntervalMs, async () => {
        try {
          while ((await startDue(handlers)) > 0);
        } catch (error) {
          log("warn", "jobs_unreachable", { error: errorText(error) });
        }
      });
    },
    async runDue(handlers) {
      let done = 0;
      for (;;) {
        const started = await startDue(handlers);
        done += started;
        await Promise.all(underWay());
        if (started === 0) return done;
      }
    },
    async close() {
      await stop?.();
      await Promise.all(underWay());
    },
  };
}
