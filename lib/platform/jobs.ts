import "server-only";
import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import type { Database, PrismaSession } from "./database";
import { every } from "./every";
import { errorText, type Log } from "./log";
import { oneAtATime } from "./one-at-a-time";

/**
 * Values that survive a round trip through JSON. Jobs with the same `lane` are done two at a time at most in a process:
 * one receiver that hangs, say, holds up nobody but itself.
 */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** What a handler may return: nothing when the work is done, or when to run it again (milliseconds since the epoch). */
export type JobOutcome = undefined | { againAtMs: number };

/** One piece of work; may run more than once for one job (a process can die in the middle), so it must be repeatable. */
export type JobHandler = (payload: JobPayload, attempt: number) => Promise<JobOutcome>;

/** Handlers by the kind of job they do; `room` is how many of a kind may be under way at once (10). */
export type JobHandlers = Readonly<Record<string, JobHandler | { handle: JobHandler; room: number }>>;

/** Work outside requests, in the database: what a transaction asked for is done at least once, by whichever process is free. */
export type Jobs = {
  /** Asks for work in the caller's transaction: it exists exactly when the transaction commits. */
  enqueue(tx: PrismaSession, kind: string, payload: JobPayload, runAtMs?: number): Promise<void>;
  /** The same for many pieces of work of a kind. */
  enqueueAll(tx: PrismaSession, kind: string, payloads: readonly JobPayload[], runAtMs?: number): Promise<void>;
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
/** How many of a kind may be under way at once unless it says otherwise. */
const roomPerKind = 10;
const roomPerLane = 2;
/** How far a claim looks past jobs whose lane is full. */
const claimDepth = 500;
/** A handler that throws is tried again: after 1, 2, 4 … seconds, at most an hour apart, this many times in all. */
const maxFailures = 12;
const longestPauseMs = 3_600_000;

export function createJobs({ pool }: Database, clock: Clock, log: Log): Jobs {
  let stop: (() => Promise<void>) | null = null;
  /** Looks for more; called whenever a job has made room. */
  let look = async (): Promise<void> => undefined;
  let closed = false;
  const running = new Map<string, Set<Promise<void>>>();
  const lanes = new Map<string, number>();

  /** Takes due jobs for this process: two processes never get the same one while its lease lasts. */
  async function claim(kinds: readonly { kind: string; room: number }[]): Promise<JobRow[]> {
    const now = clock.now();
    const { rows } = await pool.query<JobRow>(
      `WITH busy AS (SELECT * FROM unnest($5::text[], $6::int[]) AS busy (lane, running)),
       open AS (SELECT * FROM unnest($3::text[], $9::int[]) AS open (kind, room)),
       due AS (SELECT id, kind, run_at, payload->>'lane' AS lane FROM jobs
                WHERE kind = ANY($3) AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)
                  AND NOT EXISTS (SELECT FROM busy WHERE lane = payload->>'lane' AND running >= $7)
                ORDER BY run_at LIMIT $8),
       placed AS (SELECT *, row_number() OVER (PARTITION BY lane ORDER BY run_at) AS place FROM due),
       fitting AS (SELECT id, kind, run_at, row_number() OVER (PARTITION BY kind ORDER BY run_at) AS place
                     FROM placed LEFT JOIN busy USING (lane)
                    WHERE lane IS NULL OR place + COALESCE(running, 0) <= $7),
       chosen AS (SELECT id FROM fitting JOIN open USING (kind) WHERE place <= room ORDER BY run_at LIMIT $4)
       UPDATE jobs SET locked_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM jobs WHERE id IN (SELECT id FROM chosen)
                        AND (locked_until IS NULL OR locked_until <= $1) FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts`,
      [
        new Date(now),
        new Date(now + leaseMs),
        kinds.map(({ kind }) => kind),
        batchSize,
        [...lanes.keys()],
        [...lanes.values()],
        roomPerLane,
        claimDepth,
        kinds.map(({ room }) => room),
      ],
    );
    return rows;
  }

  async function run(job: JobRow, handlers: JobHandlers): Promise<void> {
    try {
      const handler = handlers[job.kind];
      const handle = typeof handler === "object" ? handler.handle : handler;
      const outcome = await handle?.(job.payload, job.attempts);
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
    const kinds = Object.entries(handlers)
      .map(([kind, handler]) => ({ kind, room: roomOf(handler) - (running.get(kind)?.size ?? 0) }))
      .filter(({ room }) => room > 0);
    const jobs = kinds.length > 0 ? await claim(kinds) : [];
    for (const job of jobs) begin(job, handlers);
    return jobs.length;
  }

  function begin(job: JobRow, handlers: JobHandlers): void {
    const ofKind = running.get(job.kind) ?? new Set();
    running.set(job.kind, ofKind);
    const { lane } = job.payload;
    if (typeof lane === "string") lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
    const work: Promise<void> = run(job, handlers)
      .catch((error: unknown) => log("warn", "job_not_settled", { job: job.id, error: errorText(error) }))
      .finally(() => {
        ofKind.delete(work);
        if (typeof lane === "string") leave(lane);
        void look();
      });
    ofKind.add(work);
  }

  function leave(lane: string): void {
    const left = (lanes.get(lane) ?? 1) - 1;
    if (left > 0) lanes.set(lane, left);
    else lanes.delete(lane);
  }

  async function enqueueAll(
    tx: PrismaSession,
    kind: string,
    payloads: readonly JobPayload[],
    runAtMs = clock.now(),
  ): Promise<void> {
    const times = { runAt: new Date(runAtMs), createdAt: new Date(clock.now()) };
    await tx.job.createMany({ data: payloads.map((payload) => ({ id: randomUUID(), kind, payload, ...times })) });
  }

  const underWay = () => [...running.values()].flatMap((ofKind) => [...ofKind]);

  return {
    enqueue: (tx, kind, payload, runAtMs) => enqueueAll(tx, kind, [payload], runAtMs),
    enqueueAll,
    start(handlers) {
      let waiting = false;
      const lookNext = oneAtATime(async () => {
        waiting = false;
        try {
          while (!closed && (await startDue(handlers)) > 0);
        } catch (error) {
          log("warn", "jobs_unreachable", { error: errorText(error) });
        }
      });
      look = async () => {
        if (waiting) return;
        waiting = true;
        await lookNext();
      };
      stop = every(pollIntervalMs, look);
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
      closed = true;
      await stop?.();
      // One that began before.
      await look();
      await Promise.all(underWay());
    },
  };
}

function roomOf(handler: JobHandlers[string]): number {
  return typeof handler === "object" ? handler.room : roomPerKind;
}
