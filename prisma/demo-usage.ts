import { type Counters, dayMs, freshCounters, minuteLimitOf, minuteMs } from "@/lib/access/limit-windows";
import type { PlanBucket } from "@/lib/access/limiter";
import type { StatusClass, UsageEvent } from "@/lib/access/usage-event";
import { hoursKeptMs } from "@/lib/access/usage-retention";
import type { Rhythm } from "./demo-key";
import type { DemoRandom } from "./demo-random";

/** Calls of one credential to one endpoint. */
export type Traffic = Omit<UsageEvent, "status" | "atMs" | "elapsedMicros"> & {
  perDay: number;
  rhythm: Rhythm;
  bursts: boolean;
  fromMs: number;
  untilMs: number;
  /** Whose counters it is counted on; null for a credential that has ended, whose calls are refused and counted on none. */
  buckets: readonly PlanBucket[] | null;
};

/** Requests of one traffic with one outcome in a minute or an hour. */
export type UsageRow = { traffic: Traffic; startMs: number; statusClass: StatusClass; requests: number };

export type DemoUsage = {
  /** Of the last two days, as long as the product keeps minutes. */
  minutes: UsageRow[];
  /** Of the days before. */
  hours: UsageRow[];
  /** The limiter's counters after all of it. */
  counters: { bucket: PlanBucket; counters: Counters }[];
  /** When each credential was last let in, in milliseconds since the epoch. */
  lastUse: Map<string, number>;
};

const hourMs = 60 * minuteMs;
/** As long as the product keeps hours: the first of 90 days begins hours earlier in some zones. */
const historyDays = hoursKeptMs / dayMs;
const minutesKeptMs = 2 * dayMs;

/** What of a day's requests comes in which hour (UTC). */
const hourly: Record<Rhythm, readonly number[]> = {
  office: shares((hour) =>
    hour < 5 || hour > 19 ? 0 : Math.sin(((hour - 4) / 16) * Math.PI) ** 1.5 * (hour === 11 ? 0.75 : 1),
  ),
  evening: shares((hour) =>
    hour > 0 && hour < 5
      ? 0
      : 0.06 + Math.exp(-(((hour - 19) / 3.2) ** 2)) + 0.35 * Math.exp(-(((hour - 7) / 1.8) ** 2)),
  ),
  night: shares((hour) => (hour === 2 ? 1 : hour === 3 ? 0.4 : 0)),
  steady: shares((hour) => 1 + 0.2 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)),
  spells: shares((hour) => (hour === 9 || hour === 10 || hour === 15 ? 1 : 0)),
};

function shares(weightOf: (hour: number) => number): readonly number[] {
  const weights = Array.from({ length: 24 }, (_, hour) => weightOf(hour));
  const total = weights.reduce((sum, weight) => sum + weight);
  return weights.map((weight) => weight / total);
}

/** Saturday's and Sunday's share of a weekday. */
const weekend: Record<Rhythm, readonly [saturday: number, sunday: number]> = {
  office: [0.18, 0.12],
  evening: [1.35, 1.2],
  night: [1, 1],
  spells: [0, 0],
  steady: [0.96, 0.94],
};

/** Days before today on which something of ours was broken for two hours. */
const incidents = [
  { daysAgo: 67, hour: 14 },
  { daysAgo: 31, hour: 9 },
  { daysAgo: 6, hour: 15 },
];

/** A minute or an hour of the demo's past. */
type Slot = { startMs: number; lengthMs: number; hour: number; weekday: number; daysAgo: number; fresh: Counters };

/** Makes up 100 days of requests that hold every limit they would have met, and the counters that they leave behind. */
export function inventUsage(traffics: readonly Traffic[], nowMs: number, random: DemoRandom): DemoUsage {
  const usage: DemoUsage = { minutes: [], hours: [], counters: [], lastUse: new Map() };
  const ledger = createLedger();
  for (const slot of slotsUntil(nowMs)) {
    const { startMs, lengthMs } = slot;
    const rows = lengthMs === hourMs ? usage.hours : usage.minutes;
    for (const traffic of traffics) {
      if (traffic.fromMs > startMs || traffic.untilMs < startMs + lengthMs) continue;
      const expected = random.poisson(meanOf(traffic, slot));
      if (!traffic.buckets) {
        if (expected > 0) rows.push({ traffic, startMs, statusClass: "4xx", requests: expected });
        continue;
      }
      const overrun = overrunOf(traffic, traffic.buckets, lengthMs, random);
      const wanted = expected + overrun.admitted;
      if (wanted === 0) continue;
      const admitted = ledger.admit(traffic.buckets, slot, wanted);
      const broken = random.share(admitted, serverErrorShare(slot));
      const wrong = random.share(admitted - broken, 0.018);
      const add = (statusClass: StatusClass, requests: number) => {
        if (requests > 0) rows.push({ traffic, startMs, statusClass, requests });
      };
      add("2xx", admitted - broken - wrong);
      add("4xx", wrong);
      add("429", wanted - admitted + overrun.limited);
      add("5xx", broken);
      if (admitted > 0) usage.lastUse.set(traffic.credentialId, startMs + Math.floor(random.next() * lengthMs));
    }
  }
  usage.counters = ledger.close(nowMs);
  return usage;
}

/** Hours, and minutes for as long as the product keeps them; the minute under way stays empty, its counters start at nothing. */
function* slotsUntil(nowMs: number): Generator<Slot> {
  const today = Math.floor(nowMs / dayMs);
  const minutesFromMs = Math.ceil((nowMs - minutesKeptMs) / hourMs) * hourMs;
  let startMs = (today - historyDays + 1) * dayMs;
  for (;;) {
    const lengthMs = startMs < minutesFromMs ? hourMs : minuteMs;
    if (startMs + lengthMs > nowMs) return;
    const date = new Date(startMs);
    yield {
      startMs,
      lengthMs,
      hour: date.getUTCHours(),
      weekday: date.getUTCDay(),
      daysAgo: today - Math.floor(startMs / dayMs),
      fresh: freshCounters(startMs),
    };
    startMs += lengthMs;
  }
}

function meanOf({ perDay, rhythm }: Traffic, { hour, weekday, daysAgo, lengthMs }: Slot): number {
  const ofDay = hourly[rhythm][hour] ?? 0;
  if (ofDay === 0) return 0;
  const ofWeek = weekday === 6 ? weekend[rhythm][0] : weekday === 0 ? weekend[rhythm][1] : 1;
  // Grows by two fifths over the quarter, with slow ups and downs.
  const trend = (1.2 - (0.4 * daysAgo) / historyDays) * (1 + 0.1 * Math.sin(daysAgo / 4.3 + perDay));
  return perDay * ofWeek * trend * ofDay * (lengthMs / hourMs);
}

/** About once in three days a caller sends more in a minute than its limits take. */
function overrunOf({ bursts }: Traffic, buckets: readonly PlanBucket[], lengthMs: number, random: DemoRandom) {
  if (!bursts || random.next() > lengthMs / (3 * dayMs)) return { admitted: 0, limited: 0 };
  const perMinute = Math.min(...buckets.map(({ limits }) => limits.perMinute));
  return { admitted: perMinute, limited: Math.round(perMinute * (0.5 + 2 * random.next())) };
}

function serverErrorShare({ daysAgo, hour }: Slot): number {
  const broken = incidents.some(
    (incident) => incident.daysAgo === daysAgo && (hour === incident.hour || hour === incident.hour + 1),
  );
  return broken ? 0.22 : 0.0012;
}

/** Lets requests in as far as every window has room, and remembers how many. */
function createLedger() {
  const cells = new Map<string, Cell>();

  function cellOf(bucket: PlanBucket, { startMs, fresh }: Slot): Cell {
    const id = `${bucket.subject} ${bucket.product} ${bucket.environment}`;
    let cell = cells.get(id);
    if (!cell) {
      cell = { bucket, counters: { ...fresh }, slotMs: startMs, slotCount: 0 };
      cells.set(id, cell);
    }
    const { counters } = cell;
    if (cell.slotMs !== startMs) cell.slotCount = 0;
    if (counters.day !== fresh.day) counters.dayCount = 0;
    if (counters.month !== fresh.month) counters.monthCount = 0;
    cell.slotMs = startMs;
    counters.day = fresh.day;
    counters.month = fresh.month;
    return cell;
  }

  return {
    admit(buckets: readonly PlanBucket[], slot: Slot, wanted: number): number {
      const found = buckets.map((bucket) => cellOf(bucket, slot));
      const admitted = Math.max(0, Math.min(wanted, ...found.map((cell) => roomOf(cell, slot.lengthMs))));
      for (const cell of found) {
        cell.slotCount += admitted;
        cell.counters.dayCount += admitted;
        cell.counters.monthCount += admitted;
      }
      return admitted;
    },
    /** The counters as the limiter would have stored them now; those of past months say nothing any more. */
    close(nowMs: number) {
      const fresh = freshCounters(nowMs);
      return [...cells.values()].flatMap(({ bucket, counters }) => {
        if (counters.month !== fresh.month) return [];
        const dayCount = counters.day === fresh.day ? counters.dayCount : 0;
        return [{ bucket, counters: { ...fresh, dayCount, monthCount: counters.monthCount } }];
      });
    },
  };
}

type Cell = { bucket: PlanBucket; counters: Counters; slotMs: number; slotCount: number };

function roomOf({ bucket: { limits }, counters, slotCount }: Cell, lengthMs: number): number {
  return Math.min(
    (lengthMs === minuteMs ? minuteLimitOf(limits) : limits.perMinute * 60) - slotCount,
    (limits.perDay ?? Number.POSITIVE_INFINITY) - counters.dayCount,
    (limits.perMonth ?? Number.POSITIVE_INFINITY) - counters.monthCount,
  );
}
