import { startOfMonth } from "@/lib/access/calendar-starts";
import { dayMs, minuteMs } from "@/lib/access/limit-windows";
import { hoursKeptMs, minutesKeptMs } from "@/lib/access/usage-retention";
import type { UsageInterval, UsageRange } from "./contract";
import { dayStart, dayStarts } from "./zone-days";

const hourMs = 60 * minuteMs;

/** The buckets of a chart: their first instants, oldest first, and where the last one ends, in milliseconds since the epoch. */
export type UsageSpan = { interval: UsageInterval; zone: string; starts: number[]; endMs: number };

/** Each range in steps that a chart of that width can show. */
const presets: Record<UsageRange, { interval: UsageInterval; steps: number }> = {
  "1h": { interval: "minute", steps: 60 },
  "24h": { interval: "hour", steps: 24 },
  "7d": { interval: "hour", steps: 168 },
  "30d": { interval: "day", steps: 30 },
  "90d": { interval: "day", steps: 90 },
  "12mo": { interval: "month", steps: 12 },
};

/** The buckets of a range that ends now, the running one included. Days begin as `zone` says, months in UTC. */
export function presetSpan(range: UsageRange, zone: string, nowMs: number): UsageSpan {
  const { interval, steps } = presets[range];
  const endMs = nextStart(interval, nowMs, zone);
  return spanBefore(interval, zone, steps, endMs);
}

/**
 * The buckets that hold the time from one instant to another. They are minutes for up to three hours and hours for up
 * to eight days, as far as these are kept, then days, and months from a hundred days on.
 */
export function customSpan(fromMs: number, toMs: number, zone: string, nowMs: number): UsageSpan {
  const lengthMs = toMs - fromMs;
  // A margin, because rows are cleared away while they are read.
  const isKept = (keptMs: number, marginMs = hourMs) => fromMs >= nowMs - keptMs + marginMs;
  if (lengthMs <= 3 * hourMs && isKept(minutesKeptMs)) return stepped("minute", minuteMs, fromMs, toMs, zone);
  if (lengthMs <= 8 * dayMs && isKept(hoursKeptMs)) return stepped("hour", hourMs, fromMs, toMs, zone);
  if (lengthMs <= 100 * dayMs) {
    // A day of another zone needs hours, up to half a day before it begins, which may be a day before `from`.
    const own = isKept(hoursKeptMs, 2 * dayMs) ? zone : "UTC";
    const starts = dayStarts(fromMs, toMs, own);
    return { interval: "day", zone: own, starts, endMs: nextStart("day", Math.max(...starts), own) };
  }
  const starts: number[] = [];
  for (let at = startOfMonth(fromMs); at < toMs; at = startOfMonth(at, 1)) starts.push(at);
  return { interval: "month", zone: "UTC", starts, endMs: startOfMonth(starts.at(-1) ?? fromMs, 1) };
}

/** As many buckets of the same kind right before a span; null where rows so fine are no longer kept. */
export function previousSpan({ interval, zone, starts }: UsageSpan, nowMs: number): UsageSpan | null {
  const [first = 0] = starts;
  const before = spanBefore(interval, zone, starts.length, first);
  const isKept = (keptMs: number, marginMs = hourMs) => (before.starts[0] ?? 0) >= nowMs - keptMs + marginMs;
  if (interval === "minute") return isKept(minutesKeptMs) ? before : null;
  if (interval === "hour") return isKept(hoursKeptMs) ? before : null;
  if (interval === "month" || zone === "UTC" || isKept(hoursKeptMs, dayMs)) return before;
  // Beyond the hours only days of UTC are left to compare with.
  return spanBefore(interval, "UTC", starts.length, dayStart(first, "UTC"));
}

function spanBefore(interval: UsageInterval, zone: string, steps: number, endMs: number): UsageSpan {
  if (interval === "month") {
    const starts = Array.from({ length: steps }, (_, index) => startOfMonth(endMs, index - steps));
    return { interval, zone: "UTC", starts, endMs };
  }
  if (interval === "day") {
    // Days that lose or gain an hour are counted by their noons.
    const starts = Array.from({ length: steps }, (_, index) =>
      dayStart(endMs - (steps - index) * dayMs + dayMs / 2, zone),
    );
    return { interval, zone, starts, endMs };
  }
  const stepMs = interval === "hour" ? hourMs : minuteMs;
  const starts = Array.from({ length: steps }, (_, index) => endMs - (steps - index) * stepMs);
  return { interval, zone, starts, endMs };
}

function stepped(interval: UsageInterval, stepMs: number, fromMs: number, toMs: number, zone: string): UsageSpan {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const steps = Math.max(1, Math.ceil((toMs - firstMs) / stepMs));
  const starts = Array.from({ length: steps }, (_, index) => firstMs + index * stepMs);
  return { interval, zone, starts, endMs: firstMs + steps * stepMs };
}

/** Where the bucket that holds an instant ends. */
function nextStart(interval: UsageInterval, atMs: number, zone: string): number {
  if (interval === "month") return startOfMonth(atMs, 1);
  if (interval === "day") return dayStart(dayStart(atMs, zone) + 1.5 * dayMs, zone);
  const stepMs = interval === "hour" ? hourMs : minuteMs;
  return (Math.floor(atMs / stepMs) + 1) * stepMs;
}
