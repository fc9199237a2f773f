import "server-only";
import type pg from "pg";
import type { AuditMarks } from "@/lib/access/audit-marks";
import type { SigningKeys } from "@/lib/access/signing-keys";
import type { Clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/database";
import { every } from "@/lib/platform/every";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inBackground } from "@/lib/platform/whose-work";
import { pruneMetering } from "./metering-leftovers";
import { pruneAccounting } from "./prune-accounting";
import { pruneArtifacts } from "./prune-artifacts";
import { pruneEvents, tellHeads } from "./prune-events";
import { summarizeUsage } from "./summarize-usage";

const intervalMs = 3_600_000;
/** Late enough to be in no start's way, soon enough for processes that never run for an hour. */
const firstAfterMs = 20_000;
/** Processes that start together do not clear away together. */
const firstWithinMs = 60_000;

/**
 * Runs every hour, for the first time 20 to 80 seconds after the start. It keeps the schedule of the signing keys,
 * clears away what has had its time, and adds up the usage of finished days. The returned function ends it after the batch under way.
 */
export function startUpkeep({
  database: { jobs: pool },
  clock,
  log,
  signingKeys,
  auditMarks,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  signingKeys: SigningKeys;
  auditMarks: AuditMarks;
}): () => Promise<void> {
  const closing = new AbortController();
  const options = { log, signal: closing.signal };
  const keep = async () => {
    await inBackground(() => signingKeys.maintain()).catch((error: unknown) =>
      log("error", "oauth_upkeep_failed", { ...errorFields(error) }),
    );
    try {
      const nowMs = await timeOfBoth(pool, clock);
      await pruneArtifacts(pool, nowMs, options);
      await pruneAccounting(pool, nowMs, options);
      await pruneMetering(pool, nowMs, options);
      await pruneEvents(pool, auditMarks, nowMs, options);
      await tellHeads(pool, nowMs - intervalMs, log);
    } catch (error) {
      log("error", "prune_failed", { ...errorFields(error) });
    }
    await inBackground(async () => summarizeUsage(pool, await timeOfBoth(pool, clock), options)).catch(
      (error: unknown) => log("error", "usage_not_summarized", { ...errorFields(error) }),
    );
  };
  const stop = every(intervalMs, keep, firstAfterMs + Math.random() * firstWithinMs);
  return () => {
    closing.abort();
    return stop();
  };
}

/** The earlier of our time and the database's: a clock that is days ahead must not clear away what others still count on. */
async function timeOfBoth(pool: pg.Pool, clock: Clock): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms",
  );
  return Math.min(clock.now(), rows[0]?.ms ?? 0);
}
