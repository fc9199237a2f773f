import { type Counters, dayMs, freshCounters, minuteLimitOf, minuteMs, monthOf } from "@/lib/access/limit-windows";
import type { LimitBucket } from "@/lib/access/limiter";
import type { StatusClass, UsageEvent } from "@/lib/access/meter";
import type { Rhythm } from "./demo-key";
import type { DemoRandom } from "./demo-random";

/** Calls of one credential to one endpoint. */
export type Traffic = Omit<UsageEvent, "status" | "atMs"> & {
  perDay: number;
  rhythm: Rhythm;
  bursts: boolean;
  fromMs: number;
  untilMs: number;
  /** Whose counters it is counted on; null for a credential that has ended, whose calls are refused and counted on none. */
  buckets: readonly LimitBucket[] | null;
};

/** Requests of one traffic with one outcome in a minute or an hour. */
export type UsageRow = { traffic: Traffic; startMs: number; statusClass: StatusClass; requests: number };

export type DemoUsage = {
  /** Of the last two days, as long as the product keeps minutes. */
  minutes: UsageRow[];
  /** Of the days before. */
  hours: UsageRow[];
  /** The limiter's counters after all of it. */
  counters: { bucket: LimitBucket; counters: Counters }[];
  /** When each credential was last let in, in milliseconds since the epoch. */
  lastUse: Map<string, number>;
};

const hourMs = 60 * minuteMs;
const historyDays = 90;
const minutesKeptMs = 2 * dayMs;

/** Share of a day's requests by hour of the day (UTC), not normalised. */
const hourly: Record<Rhythm, (hour: number) => number> = {
  office: (hour) =>
    hour < 5 || hour > 19 ? 0.04 : Math.sin(((hour - 4) / 16) * Math.PI) ** 1.5 * (hour === 11 ? 0.75 : 1),
  evening: (hour) => 0.06 + Math.exp(-(((hour - 19) / 3.2) ** 2)) + 0.35 * Math.exp(-(((hour - 7) / 1.8) ** 2)),
  night: (hour) => (hour === 2 ? 1 : hour === 3 ? 0.4 : 0),
  steady: (hour) => 1 + 0.2 * Math.sin(((hour - 8) / 24) * 2 * Math.PI),
};

/** Saturday's and Sunday's share of a weekday. */
const weekend: Record<Rhythm, readonly [saturday: number, sunday: number]> = {
  office: [0.18, 0.12],
  evening: [1.35, 1.2],
  night: [1, 1],
  steady: [0.96, 0.94],
};

const hourlyTotal = Object.fromEntries(
  Object.entries(hourly).map(([rhythm, at]) => [
    rhythm,
    Array.from({ length: 24 }, (_, hour) => at(hour)).reduce((a, b) => a + b),
  ]),
);

/** Days before today on which something of ours was broken for two hours. */
const incidents = [
  { daysAgo: 67, hour: 14 },
  { daysAgo: 31, hour: 9 },
  { daysAgo: 6, hour: 15 },
];

/** Makes up 90 days of requests that hold every limit they would have met, and the counters that they leave behind. */
export function inventUsage(traffics: readonly Traffic[], nowMs: number, random: DemoRandom): DemoUsage {
  const usage: DemoUsage = { minutes: [], hours: [], counters: [], lastUse: new Map() };
  const ledger = createLedger();
  const firstMs = (Math.floor(nowMs / dayMs) - historyDays + 1) * dayMs;
  const minutesFromMs = Math.ceil((nowMs - minutesKeptMs) / hourMs) * hourMs;
  for (let startMs = firstMs; startMs < nowMs; ) {
    const lengthMs = startMs < minutesFromMs ? hourMs : minuteMs;
    // The minute under way stays empty: its counters start at nothing.
    if (startMs + lengthMs > nowMs) break;
    const rows = lengthMs === hourMs ? usage.hours : usage.minutes;
    for (const traffic of traffics) {
      if (traffic.fromMs > startMs || traffic.untilMs < startMs + lengthMs) continue;
      const row = { traffic, startMs };
      const expected = random.poisson(meanOf(traffic, startMs, lengthMs, nowMs));
      if (!traffic.buckets) {
        if (expected > 0) rows.push({ ...row, statusClass: "4xx", requests: expected });
        continue;
      }
      const overrun = overrunOf(traffic, traffic.buckets, lengthMs, random);
      const wanted = expected + overrun.admitted;
      const admitted = ledger.admit(traffic.buckets, startMs, lengthMs, wanted);
      const broken = random.share(admitted, serverErrorShare(startMs, nowMs));
      const wrong = random.share(admitted - broken, 0.018);
      const outcomes = {
        "2xx": admitted - broken - wrong,
        "4xx": wrong,
        "429": wanted - admitted + overrun.limited,
        "5xx": broken,
      };
      for (const statusClass of ["2xx", "4xx", "429", "5xx"] as const) {
        const requests = outcomes[statusClass];
        if (requests > 0) rows.push({ ...row, statusClass, requests });
      }
      if (admitted > 0) usage.lastUse.set(traffic.credentialId, startMs + Math.floor(random.next() * lengthMs));
    }
    startMs += lengthMs;
  }
  usage.counters = ledger.close(nowMs);
  return usage;
}

function meanOf({ perDay, rhythm }: Traffic, startMs: number, lengthMs: number, nowMs: number): number {
  const date = new Date(startMs);
  const weekday = date.getUTCDay();
  const ofWeek = weekday === 6 ? weekend[rhythm][0] : weekday === 0 ? weekend[rhythm][1] : 1;
  // Grows by two fifths over the quarter, with slow ups and downs.
  const daysAgo = (nowMs - startMs) / dayMs;
  const trend = (1.2 - (0.4 * daysAgo) / historyDays) * (1 + 0.1 * Math.sin(daysAgo / 4.3 + perDay));
  const ofDay = hourly[rhythm](date.getUTCHours()) / (hourlyTotal[rhythm] ?? 1);
  return perDay * ofWeek * trend * ofDay * (lengthMs / hourMs);
}

/** About once in three days a caller sends more in a minute than its limits take. */
function overrunOf({ bursts }: Traffic, buckets: readonly LimitBucket[], lengthMs: number, random: DemoRandom) {
  if (!bursts || random.next() > lengthMs / (3 * dayMs)) return { admitted: 0, limited: 0 };
  const perMinute = Math.min(...buckets.map(({ limits }) => limits.perMinute));
  return { admitted: perMinute, limited: Math.round(perMinute * (0.5 + 2 * random.next())) };
}

function serverErrorShare(startMs: number, nowMs: number): number {
  const daysAgo = Math.floor(nowMs / dayMs) - Math.floor(startMs / dayMs);
  const hour = new Date(startMs).getUTCHours();
  const broken = incidents.some(
    (incident) => incident.daysAgo === daysAgo && (hour === incident.hour || hour === incident.hour + 1),
  );
  return broken ? 0.22 : 0.0012;
}

/** Lets requests in as far as every window has room, and remembers how many. */
function createLedger() {
  const cells = new Map<string, { bucket: LimitBucket; counters: Counters; slotMs: number; slotCount: number }>();

  function cellOf(bucket: LimitBucket, startMs: number) {
    const id = `${bucket.subject} ${bucket.product} ${bucket.environment}`;
    const cell = cells.get(id) ?? { bucket, counters: freshCounters(startMs), slotMs: startMs, slotCount: 0 };
    cells.set(id, cell);
    const { counters } = cell;
    const fresh = freshCounters(startMs);
    if (cell.slotMs !== startMs) cell.slotCount = 0;
    if (counters.day !== fresh.day) counters.dayCount = 0;
    if (counters.month !== fresh.month) counters.monthCount = 0;
    cell.slotMs = startMs;
    counters.day = fresh.day;
    counters.month = fresh.month;
    return cell;
  }

  return {
    admit(buckets: readonly LimitBucket[], startMs: number, lengthMs: number, wanted: number): number {
      const found = buckets.map((bucket) => cellOf(bucket, startMs));
      const rooms = found.flatMap(({ bucket: { limits }, counters, slotCount }) => [
        (lengthMs === minuteMs ? minuteLimitOf(limits) : limits.perMinute * 60) - slotCount,
        (limits.perDay ?? Number.POSITIVE_INFINITY) - counters.dayCount,
        (limits.perMonth ?? Number.POSITIVE_INFINITY) - counters.monthCount,
      ]);
      const admitted = Math.max(0, Math.min(wanted, ...rooms));
      for (const cell of found) {
        cell.slotCount += admitted;
        cell.counters.dayCount += admitted;
        cell.counters.monthCount += admitted;
      }
      return admitted;
    },
    /** The counters as the limiter would have stored them now; those of past months say nothing any more. */
    close(nowMs: number) {
      const { index: month } = monthOf(nowMs);
      return [...cells.values()].flatMap(({ bucket, counters }) => {
        if (counters.month !== month) return [];
        const fresh = freshCounters(nowMs);
        const dayCount = counters.day === fresh.day ? counters.dayCount : 0;
        return [{ bucket, counters: { ...fresh, dayCount, monthCount: counters.monthCount } }];
      });
    },
  };
}
