import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** An accepted event on one of its meters, as the roll-ups count it. */
export type Counted = { meterId: string; customerId: string; timeMs: number; groups: string; value: string };
/** The same on a meter of different values. */
export type Seen = { meterId: string; customerId: string; timeMs: number; valueHash: Buffer };

// Rows are written in one order everywhere, so that transactions that meet wait for each other in a line. Ids of meters are
// ordered by their bytes, here as in PostgreSQL, so that it is the same order however they are divided among statements.

/** So many entries at once stay far below the time that a statement has. */
const mostAtOnce = 3_000;

/** Entries in runs of whole meters, in their order, each small enough for one statement. */
function inRuns<One extends { meterId: string }>(all: readonly One[], most: number): One[][] {
  const meters = new Map<string, One[]>();
  for (const one of all) {
    const entries = meters.get(one.meterId);
    if (entries) entries.push(one);
    else meters.set(one.meterId, [one]);
  }
  const runs: One[][] = [];
  for (const [, entries] of [...meters].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const last = runs.at(-1);
    if (last && last.length + entries.length <= most) last.push(...entries);
    else runs.push(entries);
  }
  return runs;
}

/** Adds events to the hours, days and months of meters whose values add up, exactly, within the caller's transaction. */
export async function addSums(tx: PrismaSession, counted: readonly Counted[]): Promise<void> {
  for (const run of inRuns(counted, mostAtOnce)) {
    await addUp(tx, run, Prisma.sql`sum(value)`, Prisma.sql`stored.value + excluded.value`);
  }
}

/** The same for meters of the highest value. */
export async function addHighest(tx: PrismaSession, counted: readonly Counted[]): Promise<void> {
  for (const run of inRuns(counted, mostAtOnce)) {
    await addUp(tx, run, Prisma.sql`max(value)`, Prisma.sql`greatest(stored.value, excluded.value)`);
  }
}

async function addUp(
  tx: PrismaSession,
  counted: readonly Counted[],
  come: Prisma.Sql,
  joined: Prisma.Sql,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO meter_usage AS stored (meter_id, unit, bucket_start, customer_id, groups, value, events)
    SELECT meter_id COLLATE "C", unit, date_trunc(unit::text, at, 'UTC'), customer_id, groups, ${come}, count(*)
      FROM unnest(${counted.map((one) => one.meterId)}::text[], ${counted.map((one) => new Date(one.timeMs))}::timestamptz[],
                  ${counted.map((one) => one.customerId)}::text[], ${counted.map((one) => one.groups)}::text[],
                  ${counted.map((one) => one.value)}::numeric[]) AS counted (meter_id, at, customer_id, groups, value)
           CROSS JOIN unnest(enum_range(NULL::meter_unit)) AS unit
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (meter_id, unit, bucket_start, customer_id, groups)
    DO UPDATE SET value = ${joined}, events = stored.events + excluded.events`;
}

/** Counts values that a meter has not seen in an hour, a day and a month: of each customer, and of all together. */
export async function addUnique(tx: PrismaSession, seen: readonly Seen[]): Promise<void> {
  // Each is written for its customer and for all together.
  for (const run of inRuns(seen, mostAtOnce / 2)) await addUnseen(tx, run);
}

async function addUnseen(tx: PrismaSession, seen: readonly Seen[]): Promise<void> {
  await tx.$executeRaw`
    WITH given AS (
      SELECT meter_id COLLATE "C" AS meter_id, unit, date_trunc(unit::text, at, 'UTC') AS bucket_start, whose AS customer_id, value_hash
        FROM unnest(${seen.map((one) => one.meterId)}::text[], ${seen.map((one) => new Date(one.timeMs))}::timestamptz[],
                    ${seen.map((one) => one.customerId)}::text[], ${seen.map((one) => one.valueHash.toString("hex"))}::text[])
             AS seen (meter_id, at, customer_id, hex)
             CROSS JOIN unnest(enum_range(NULL::meter_unit)) AS unit
             CROSS JOIN unnest(ARRAY[customer_id, '']) AS whose
             CROSS JOIN decode(hex, 'hex') AS value_hash),
    fresh AS (
      INSERT INTO meter_values (meter_id, unit, bucket_start, customer_id, value_hash)
      SELECT DISTINCT * FROM given ORDER BY 1, 2, 3, 4, 5 ON CONFLICT DO NOTHING
      RETURNING meter_id, unit, bucket_start, customer_id)
    INSERT INTO meter_usage AS stored (meter_id, unit, bucket_start, customer_id, groups, value, events)
    SELECT meter_id, unit, bucket_start, customer_id, '', sum(value), sum(events)
      FROM (SELECT meter_id COLLATE "C" AS meter_id, unit, bucket_start, customer_id, 1 AS value, 0 AS events FROM fresh
            UNION ALL SELECT meter_id, unit, bucket_start, customer_id, 0, 1 FROM given) AS counted
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (meter_id, unit, bucket_start, customer_id, groups)
    DO UPDATE SET value = stored.value + excluded.value, events = stored.events + excluded.events`;
}

/** Notes days that were over when events came to them: whoever has told of them has something to correct. */
export async function markLateDays(tx: PrismaSession, organizationId: string, days: readonly number[]): Promise<void> {
  if (days.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO late_usage_days AS stored (organization_id, day, marks)
    SELECT ${organizationId}, day, 1 FROM unnest(${days.map((ms) => new Date(ms))}::timestamptz[]) AS late (day) ORDER BY day
    ON CONFLICT (organization_id, day) DO UPDATE SET marks = stored.marks + 1`;
}
