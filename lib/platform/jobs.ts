import "server-only";
import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import { count } from "./counts";
import type { Database, PrismaSession } from "./database";
import { every } from "./every";
import { inTime } from "./in-time";
import { type ClaimedJob, createJobClaims, type JobPayload } from "./job-claims";
import type { Log } from "./log";
import { errorFields, errorText } from "./log-error.mjs";
import { oneAtATime } from "./one-at-a-time";
import { inBackground } from "./whose-work";

/** What a handler may return: nothing when the work is done, or when to run it again (milliseconds since the epoch). */
export type JobOutcome = undefined | { againAtMs: number };

/** One piece of work; may run more than once for one job (a process can die in the middle), so it must be repeatable. */
export type JobHandler = (payload: JobPayload, attempt: number) => Promise<JobOutcome>;

/**
 * How jobs of a kind are done. `room` is how many may be under way at once (10). `limitMs` is how long one attempt may
 * take (90 s) before it counts as failed, also when its handler goes on.
 */
export type JobKind = { handle: JobHandler; room?: number; limitMs?: number };

/** Handlers by the kind of job they do. */
export type JobHandlers = Readonly<Record<string, JobHandler | JobKind>>;

/** Work outside requests, in the database: what a transaction asked for is done at least once, by any free process. */
export type Jobs = {
  /** Asks for work in the caller's transaction: it exists exactly when the transaction commits. */
  enqueue(tx: PrismaSession, kind: string, payload: JobPayload, runAtMs?: number): Promise<void>;
  /** The same for many pieces of work of a kind. */
  enqueueAll(tx: PrismaSession, kind: string, payloads: readonly JobPayload[], runAtMs?: number): Promise<void>;
  /** Begins to look for due jobs. */
  start(handlers: JobHandlers): void;
  /** Runs every job that is due now, those that they ask for included; returns how many ran. */
  runDue(handlers: JobHandlers): Promise<number>;
  /**
   * Takes no more jobs, and waits for those under way, `limitMs` at most (10 seconds where not given): what takes longer
   * is soon claimed by another process.
   */
  close(limitMs?: number): Promise<void>;
};

const pollIntervalMs = 500;
/** How many of a kind may be under way at once unless it says otherwise. */
const roomPerKind = 10;
/** How long the end of a process waits for its jobs, and how long it may take after that. */
const usualClosingMs = 10_000;
const endingMs = 15_000;
/** How long an attempt may take unless its kind says otherwise. */
const usualLimitMs = 90_000;
/** A job is held for so much longer than its attempt may take; when its process died it is claimed again after that. */
const spareMs = 30_000;
/**
 * An attempt that fails is followed by another after 1, 2, 4 … seconds, at most an hour. One whose process died is
 * followed when the job's lease is over; there are this many in all.
 */
const maxFailures = 12;
const longestPauseMs = 3_600_000;

/** Jobs of one process, which takes them from the table that all processes share. */
export function createJobs({ jobs: pool }: Database, clock: Clock, log: Log): Jobs {
  let stop: (() => Promise<void>) | null = null;
  /** Looks for more; called whenever a job has made room. */
  let look = async (): Promise<void> => undefined;
  let closed = false;
  const claims = createJobClaims(pool, clock);
  const running = new Map<string, Map<Promise<void>, ClaimedJob>>();
  const lanes = new Map<string, number>();

  async function run(job: ClaimedJob, { handle, limitMs }: Required<JobKind>): Promise<void> {
    const { id, kind, payload, attempts } = job;
    // None of those before came to an end: what kills its process must not do so for ever.
    if (attempts > maxFailures) return giveUp(job, job.lastError ?? "no attempt came to an end");
    try {
      const outcome = await inTime(
        inBackground(() => handle(payload, attempts)),
        limitMs,
        `took longer than ${limitMs / 1000} seconds`,
      );
      count("jobs", kind, outcome ? "again" : "done");
      log("debug", "job_ended", { kind, job: id, attempt: attempts, again: outcome !== undefined });
      if (outcome) await claims.postpone(job, outcome.againAtMs, 0, null);
      else await claims.remove(job);
    } catch (error) {
      const text = errorText(error);
      count("jobs", kind, "failed");
      log("error", "job_failed", { kind, job: id, attempt: attempts, ...errorFields(error) });
      if (attempts >= maxFailures) return giveUp(job, text);
      const pauseMs = Math.min(1000 * 2 ** (attempts - 1), longestPauseMs);
      await claims.postpone(job, clock.now() + pauseMs, attempts, text.slice(0, 500));
    }
  }

  async function giveUp(job: ClaimedJob, error: string): Promise<void> {
    count("jobs", job.kind, "given_up");
    log("error", "job_given_up", { kind: job.kind, job: job.id, attempts: maxFailures, error });
    await claims.remove(job);
  }

  /** Starts what is due, of every kind that has room: a kind whose work is slow holds up no other. */
  async function startDue(handlers: JobHandlers): Promise<number> {
    const now = clock.now();
    const kinds = Object.keys(handlers).flatMap((kind) => {
      const { room, limitMs } = kindOf(handlers, kind);
      const free = room - (running.get(kind)?.size ?? 0);
      return free > 0 ? [{ kind, room: free, heldUntilMs: now + limitMs + spareMs }] : [];
    });
    const jobs = kinds.length > 0 ? await claims.claim({ kinds, lanes }) : [];
    for (const job of jobs) begin(job, kindOf(handlers, job.kind));
    return jobs.length;
  }

  function begin(job: ClaimedJob, kind: Required<JobKind>): void {
    const ofKind = running.get(job.kind) ?? new Map<Promise<void>, ClaimedJob>();
    running.set(job.kind, ofKind);
    const { lane } = job.payload;
    if (typeof lane === "string") lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
    const work: Promise<void> = run(job, kind)
      .catch((error: unknown) => log("warn", "job_not_settled", { job: job.id, ...errorFields(error) }))
      .finally(() => {
        ofKind.delete(work);
        if (typeof lane === "string") leave(lane);
        void look();
      });
    ofKind.set(work, job);
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

  const underWay = () => [...running.values()].flatMap((ofKind) => [...ofKind.keys()]);

  async function close(limitMs: number): Promise<void> {
    closed = true;
    await stop?.();
    // One that began before.
    await look();
    try {
      await inTime(Promise.all(underWay()), limitMs, "jobs are still under way");
    } catch {
      const left = [...running.values()].flatMap((ofKind) => [...ofKind.values()]);
      log("warn", "jobs_left", { jobs: left.length });
      await claims
        .shorten(left, clock.now() + endingMs)
        .catch((error: unknown) => log("warn", "jobs_not_released", { ...errorFields(error) }));
    }
  }
  let closing: Promise<void> | undefined;

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
          log("warn", "jobs_unreachable", { ...errorFields(error) });
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
    close(limitMs = usualClosingMs) {
      closing ??= close(limitMs);
      return closing;
    },
  };
}

function kindOf(handlers: JobHandlers, kind: string): Required<JobKind> {
  const handler = handlers[kind];
  if (!handler) throw new Error(`no handler for jobs of kind ${kind}`);
  const {
    room = roomPerKind,
    limitMs = usualLimitMs,
    handle,
  } = typeof handler === "object" ? handler : { handle: handler };
  return { handle, room, limitMs };
}
