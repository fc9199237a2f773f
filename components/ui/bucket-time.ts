import { offsetText, zonedClock, zonedDay, zonedMonth, zonedTime } from "./zoned-time";

/** How long the steps of a chart are, and whose clocks say when they begin. */
export type Steps = { interval: "minute" | "hour" | "day" | "month"; zone: string };

const lengthsMs = { minute: 60_000, hour: 3_600_000 } as const;

/** How buckets are called in headings. */
export const intervalNames = { minute: "By minute", hour: "By hour", day: "By day", month: "By month" } as const;

/** A bucket named in full, as a locale writes it: `Nov 2026`, `14 Nov`, or `14 Nov, 15:00–16:00`; the zone stands beside the chart. */
export function bucketName(start: string, { interval, zone }: Steps, nowMs: number, locale: string): string {
  const at = new Date(start);
  if (interval === "month") return zonedMonth(at, zone, locale);
  const day = zonedDay(at, new Date(nowMs), zone, locale);
  if (interval === "day") return day;
  const clock = zonedClock(at, zone, locale);
  if (isRepeated(at, zone)) return `${day}, ${clock} (${offsetText(zone, at)})`;
  return `${day}, ${clock}–${zonedClock(new Date(at.getTime() + lengthsMs[interval]), zone, locale)}`;
}

/** Whether a zone's clocks show an instant's time twice, as in the hour that the end of summer time repeats. */
function isRepeated(at: Date, zone: string): boolean {
  const [before, shown, after] = [-1, 0, 1].map((hours) => {
    const { hour, minute } = zonedTime(new Date(at.getTime() + hours * lengthsMs.hour), zone);
    return hour * 60 + minute;
  });
  return shown === before || shown === after;
}

/** A bucket named as short as an axis allows: days by date, hours and minutes by time, midnights by date. */
export function tickName(start: string, { interval, zone }: Steps, nowMs: number, locale: string): string {
  const at = new Date(start);
  if (interval === "month") return zonedMonth(at, zone, locale);
  const isDated = interval === "day" || isMidnight(at, zone);
  return isDated ? zonedDay(at, new Date(nowMs), zone, locale) : zonedClock(at, zone, locale);
}

/** The places of the buckets that get a tick: at most `most`, evenly spaced; hours of several days only at midnights. */
export function tickPlaces(starts: readonly string[], { interval, zone }: Steps, most: number): number[] {
  const all = starts.map((_, place) => place);
  const midnights = all.filter((place) => isMidnight(new Date(starts[place] ?? 0), zone));
  const candidates = interval === "hour" && starts.length > 48 && midnights.length > 0 ? midnights : all;
  const step = Math.max(1, Math.ceil(candidates.length / most));
  // Counted from the newest: the end of the axis is what people look at.
  return candidates.filter((_, index) => (candidates.length - 1 - index) % step === 0);
}

/** Whether an instant is the first whole hour of a day, which is where days of usage begin. */
export function isMidnight(at: Date, zone: string): boolean {
  return zonedTime(at, zone).hour === 0 && at.getTime() % lengthsMs.hour === 0;
}

/** A span in words: `14 Nov, 15:00 – 16 Nov, 03:00`; whole days and months without their clocks. */
export function spanName(
  { from, to, interval, zone }: Steps & { from: string; to: string },
  nowMs: number,
  locale: string,
): string {
  const [first, end] = [new Date(from), new Date(to)];
  const now = new Date(nowMs);
  if (interval === "month" || interval === "day") {
    // A day ends where the next begins, which in some zones is up to an hour after midnight.
    const last = new Date(end.getTime() - (isMidnight(end, zone) ? lengthsMs.hour : 1));
    const name = (at: Date) => (interval === "month" ? zonedMonth(at, zone, locale) : zonedDay(at, now, zone, locale));
    return name(first) === name(last) ? name(first) : `${name(first)} – ${name(last)}`;
  }
  const name = (at: Date) => `${zonedDay(at, now, zone, locale)}, ${zonedClock(at, zone, locale)}`;
  return `${name(first)} – ${name(end)}`;
}
