import "server-only";
import type pg from "pg";
import { dayMs } from "@/lib/access/limit-windows";
import type { Clock } from "@/lib/platform/clock";
import { every } from "@/lib/platform/every";
import type { Health } from "@/lib/platform/health";
import { inTime } from "@/lib/platform/in-time";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { oneAtATime } from "@/lib/platform/one-at-a-time";

/** How a part did in one UTC day. */
export type PartDay = { dayMs: number; looks: number; failed: number };

/** How the parts of the deployment did, in memory. */
export type HealthHistory = {
  /** Looks, stores and reads from now on. */
  start(): void;
  /** Looks at the parts once. */
  look(): Promise<void>;
  /** Adds what was seen to the table, and reads what all processes saw. What cannot be stored is stored by the next. */
  store(): Promise<void>;
  /**
   * The last days of each part, the oldest first; a day on which no process looked has no looks. `readAtMs` is when the
   * table was last read, null before that. Asks nothing: it answers while the database is away.
   */
  days(): { readAtMs: number | null; parts: ReadonlyMap<string, readonly PartDay[]> };
  /** Ends it, and stores what is left where that takes no longer than a second. */
  close(): Promise<void>;
};

type Options = { pool: pg.Pool; health: Health; clock: Clock; log: Log };

/** How far back the status page goes. */
export const daysShown = 90;
const hourMs = 3_600_000;
const lookMs = 10_000;
const storeMs = 60_000;
/** A database that hangs holds up no stop for what a page shows. */
const closeMs = 1_000;
/** While nothing can be stored; far more than there are hours and parts in a week. */
const mostUnstored = 2_000;

type Seen = { hourMs: number; part: string; looks: number; failed: number };

/** Opens the history; nothing is asked before `start`. */
export function createHealthHistory({ pool, health, clock, log }: Options): HealthHistory {
  let unstored = new Map<string, Seen>();
  let stored: { atMs: number; days: readonly StoredDay[] } | null = null;
  const stops: (() => Promise<void>)[] = [];

  function note({ hourMs: hour, part, looks, failed }: Seen): void {
    const id = `${hour} ${part}`;
    const seen = unstored.get(id) ?? { hourMs: hour, part, looks: 0, failed: 0 };
    if (unstored.size >= mostUnstored && !unstored.has(id)) return;
    unstored.set(id, { ...seen, looks: seen.looks + looks, failed: seen.failed + failed });
  }

  async function look(): Promise<void> {
    const { status, parts } = await health.report();
    // A process that stops is no fault of any part.
    if (status === "stopping") return;
    const hour = Math.floor(clock.now() / hourMs) * hourMs;
    for (const [part, { state }] of Object.entries(parts)) {
      note({ hourMs: hour, part, looks: 1, failed: state === "failed" ? 1 : 0 });
    }
  }

  const store = oneAtATime(async () => {
    const batch = [...unstored.values()];
    unstored = new Map();
    try {
      await addSeen(pool, batch);
    } catch (error) {
      for (const seen of batch) note(seen);
      throw error;
    }
    const atMs = clock.now();
    stored = { atMs, days: await readDays(pool, startOfDay(atMs) - (daysShown - 1) * dayMs) };
  });

  const tell = (error: unknown) => log("warn", "health_history_failed", { ...errorFields(error) });

  return {
    start() {
      stops.push(every(lookMs, () => look().catch(tell), 0));
      stops.push(every(storeMs, () => store().catch(tell), 1_000));
    },
    look,
    store,
    days() {
      const counted = new Map<string, Map<number, PartDay>>();
      const add = (part: string, day: number, looks: number, failed: number) => {
        const days = counted.get(part) ?? new Map<number, PartDay>();
        counted.set(part, days);
        const before = days.get(day) ?? { dayMs: day, looks: 0, failed: 0 };
        days.set(day, { dayMs: day, looks: before.looks + looks, failed: before.failed + failed });
      };
      for (const { part, day, looks, failed } of stored?.days ?? []) add(part, day.getTime(), looks, failed);
      for (const { part, hourMs: hour, looks, failed } of unstored.values()) add(part, startOfDay(hour), looks, failed);
      const first = startOfDay(clock.now()) - (daysShown - 1) * dayMs;
      const shown = Array.from({ length: daysShown }, (_, place) => first + place * dayMs);
      const parts = [...counted].map(([part, days]) => {
        return [part, shown.map((day) => days.get(day) ?? { dayMs: day, looks: 0, failed: 0 })] as const;
      });
      return { readAtMs: stored?.atMs ?? null, parts: new Map(parts) };
    },
    async close() {
      if (stops.length === 0) return;
      const end = async () => {
        for (const stop of stops.splice(0)) await stop();
        await store();
      };
      await inTime(end(), closeMs, "what was seen could not be stored in time").catch(tell);
    },
  };
}

function startOfDay(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

type StoredDay = { part: string; day: Date; looks: number; failed: number };

/** Rows are taken in one order, so that processes that store at once wait in no circle. */
async function addSeen(pool: pg.Pool, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  await pool.query(
    `INSERT INTO health_hours AS stored (hour, part, looks, failed)
     SELECT hour, part, looks, failed
       FROM unnest($1::timestamptz[], $2::text[], $3::int[], $4::int[]) AS seen (hour, part, looks, failed)
      ORDER BY hour, part
     ON CONFLICT (hour, part) DO UPDATE SET looks = stored.looks + excluded.looks, failed = stored.failed + excluded.failed`,
    [
      seen.map(({ hourMs: hour }) => new Date(hour)),
      seen.map(({ part }) => part),
      seen.map(({ looks }) => looks),
      seen.map(({ failed }) => failed),
    ],
  );
}

async function readDays(pool: pg.Pool, fromMs: number): Promise<StoredDay[]> {
  const { rows } = await pool.query<StoredDay>(
    `SELECT part, date_trunc('day', hour, 'UTC') AS day, sum(looks)::int AS looks, sum(failed)::int AS failed
       FROM health_hours WHERE hour >= $1 GROUP BY 1, 2`,
    [new Date(fromMs)],
  );
  return rows;
}
