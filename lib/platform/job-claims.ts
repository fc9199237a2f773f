import "server-only";
import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import type { Database } from "./database";

/**
 * Values that survive a round trip through JSON. Jobs with the same `lane` are done two at a time at most in a process:
 * one receiver that hangs, say, holds up no other.
 */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** A job that this process has taken, until another takes it. */
export type ClaimedJob = {
  id: string;
  kind: string;
  payload: JobPayload;
  /** Claims since the job last ended well, this one included: those of processes that died count too. */
  attempts: number;
  lastError: string | null;
  claimId: string;
};

/** What a process may take now. */
export type ClaimRoom = {
  /** Kinds with free room, and until when (milliseconds since the epoch) a job of each is held. */
  kinds: readonly { kind: string; room: number; heldUntilMs: number }[];
  /** How many of each lane are under way here. */
  lanes: ReadonlyMap<string, number>;
};

/** Who works on which job: rows that are taken for a time, and ended only by their last taker. */
export type JobClaims = {
  /** Takes due jobs for this process: two processes never get the same one while it is held. */
  claim(room: ClaimRoom): Promise<ClaimedJob[]>;
  /** Takes away a job that is done or given up. */
  remove(job: ClaimedJob): Promise<void>;
  /** Gives a job back until a time, with the failures that count against it. */
  postpone(job: ClaimedJob, atMs: number, failures: number, error: string | null): Promise<void>;
  /** Holds jobs until a time at most: their process ends, and that is no failure of theirs. */
  shorten(jobs: readonly ClaimedJob[], untilMs: number): Promise<void>;
};

const batchSize = 10;
const roomPerLane = 2;
/** How far a claim looks past jobs whose lane is full. */
const claimDepth = 500;

/** Opens the claims of the table `jobs`. */
export function createJobClaims(pool: Database["pool"], clock: Clock): JobClaims {
  return {
    async claim({ kinds, lanes }) {
      const { rows } = await pool.query<ClaimedJob>(
        `WITH busy AS (SELECT * FROM unnest($4::text[], $5::int[]) AS busy (lane, running)),
         open AS (SELECT * FROM unnest($2::text[], $8::int[], $9::timestamptz[]) AS open (kind, room, held_until)),
         due AS (SELECT id, kind, run_at, payload->>'lane' AS lane FROM jobs
                  WHERE kind = ANY($2) AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)
                    AND NOT EXISTS (SELECT FROM busy WHERE lane = payload->>'lane' AND running >= $6)
                  ORDER BY run_at LIMIT $7),
         placed AS (SELECT *, row_number() OVER (PARTITION BY lane ORDER BY run_at) AS place FROM due),
         fitting AS (SELECT id, kind, run_at, row_number() OVER (PARTITION BY kind ORDER BY run_at) AS place
                       FROM placed LEFT JOIN busy USING (lane)
                      WHERE lane IS NULL OR place + COALESCE(running, 0) <= $6),
         chosen AS (SELECT id FROM fitting JOIN open USING (kind) WHERE place <= room ORDER BY run_at LIMIT $3)
         UPDATE jobs SET locked_until = open.held_until, claim_id = $10, attempts = attempts + 1
           FROM open
          WHERE open.kind = jobs.kind
            AND id IN (SELECT id FROM jobs WHERE id IN (SELECT id FROM chosen)
                          AND (locked_until IS NULL OR locked_until <= $1) FOR UPDATE SKIP LOCKED)
          RETURNING id, jobs.kind, payload, attempts, last_error AS "lastError", claim_id AS "claimId"`,
        [
          new Date(clock.now()),
          kinds.map(({ kind }) => kind),
          batchSize,
          [...lanes.keys()],
          [...lanes.values()],
          roomPerLane,
          claimDepth,
          kinds.map(({ room }) => room),
          kinds.map(({ heldUntilMs }) => new Date(heldUntilMs)),
          randomUUID(),
        ],
      );
      return rows;
    },
    async remove({ id, claimId }) {
      await pool.query("DELETE FROM jobs WHERE id = $1 AND claim_id = $2", [id, claimId]);
    },
    async postpone({ id, claimId }, atMs, failures, error) {
      await pool.query(
        `UPDATE jobs SET run_at = $3, locked_until = NULL, claim_id = NULL, attempts = $4, last_error = $5
          WHERE id = $1 AND claim_id = $2`,
        [id, claimId, new Date(atMs), failures, error],
      );
    },
    async shorten(jobs, untilMs) {
      await pool.query(
        `UPDATE jobs SET locked_until = least(locked_until, $3), attempts = attempts - 1
          WHERE (id, claim_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
        [jobs.map(({ id }) => id), jobs.map(({ claimId }) => claimId), new Date(untilMs)],
      );
    },
  };
}
