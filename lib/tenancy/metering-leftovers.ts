import "server-only";
import type pg from "pg";
import { dayMs, minuteMs } from "@/lib/access/limit-windows";
import { hoursKeptMs } from "@/lib/access/usage-retention";
import type { PrismaSession } from "@/lib/platform/database";
import { jsonLog } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { clearBatch, type Leftovers, type PruneOptions, prune } from "@/lib/platform/prune";

/** What is deleted and leaves rows of metering behind. */
export type LeftoverKind = "organization" | "meter" | "customer";

/** Nothing that happened earlier is accepted, so what was accepted once is known for what it is until then. */
const eventsKeptMs = 36 * dayMs;
/** What was told of closed months; of days as long as hours are kept. */
const monthsKeptMs = 800 * dayMs;
/** Longer than a transaction may last that did not see the deletion. */
const settledMs = 5 * minuteMs;

/** Notes in the transaction of a deletion that there is something to clear away: it may be more than one transaction can. */
export async function noteLeftovers(tx: PrismaSession, kind: LeftoverKind, subjects: readonly string[]): Promise<void> {
  await tx.meteringLeftover.createMany({ data: subjects.map((subject) => ({ kind, subject })), skipDuplicates: true });
}

/** Clears away events and values that nothing can come to any more, and what deletions left. */
export async function pruneMetering(pool: pg.Pool, nowMs: number, options: PruneOptions = {}): Promise<void> {
  const older = (table: string, where: string, keptMs: number): Leftovers => ({
    table,
    where,
    values: [new Date(nowMs - keptMs)],
  });
  const open = eventsKeptMs + dayMs;
  await prune(
    pool,
    [
      older("usage_events", "received_at < $1", eventsKeptMs),
      older("meter_values", "unit = 'hour' AND bucket_start < $1", open),
      older("meter_values", "unit = 'day' AND bucket_start < $1", open),
      older("meter_values", "unit = 'month' AND bucket_start < $1", open + 31 * dayMs),
      older("meter_usage", "unit = 'hour' AND bucket_start < $1", hoursKeptMs),
      older("usage_period_totals", "period = 'day' AND start < $1", hoursKeptMs),
      older("usage_period_totals", "period = 'month' AND start < $1", monthsKeptMs),
      older("usage_periods", "period = 'day' AND start < $1", hoursKeptMs),
      older("usage_periods", "period = 'month' AND start < $1", monthsKeptMs),
    ],
    options,
  );
  await clearLeftovers(pool, options);
}

type Noted = { kind: LeftoverKind; subject: string };

/** What cannot be cleared away is logged, holds up nothing else, and is left for the next time. */
async function clearLeftovers(pool: pg.Pool, { log = jsonLog, signal }: PruneOptions): Promise<void> {
  const { rows } = await pool.query<Noted>(
    `SELECT kind, subject FROM metering_leftovers WHERE added_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [settledMs],
  );
  for (const noted of rows) {
    try {
      if (!(await clearNoted(pool, noted, signal))) return;
    } catch (error) {
      log("error", "prune_failed", { table: "metering_leftovers", ...noted, ...errorFields(error) });
    }
  }
}

/** False where the process ends before all of it is cleared away. */
async function clearNoted(pool: pg.Pool, { kind, subject }: Noted, signal?: AbortSignal): Promise<boolean> {
  for (const leftovers of leftoversOf[kind]) {
    while (await clearBatch(pool, { ...leftovers, values: [subject] })) if (signal?.aborted) return false;
  }
  await pool.query("DELETE FROM metering_leftovers WHERE kind = $1 AND subject = $2", [kind, subject]);
  return true;
}

/** A customer's figures stay in the totals; who they were does not. */
const leftoversOf: Record<LeftoverKind, readonly Omit<Leftovers, "values">[]> = {
  organization: [
    { table: "usage_events", where: "organization_id = $1" },
    { table: "usage_period_totals", where: "organization_id = $1" },
  ],
  meter: [
    { table: "meter_usage", where: "meter_id = $1" },
    { table: "meter_values", where: "meter_id = $1" },
    { table: "meter_groups", where: "meter_id = $1" },
  ],
  customer: [
    { table: "usage_events", set: "subject = '', data = NULL", where: "customer_id = $1 AND subject <> ''" },
    { table: "usage_period_totals", set: "external_id = NULL", where: "customer_id = $1 AND external_id IS NOT NULL" },
  ],
};
