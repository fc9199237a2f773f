import type { UsageReport } from "@/lib/features/usage/contract";
import { shortUtcDay, utcTime } from "./short-utc";

type Interval = UsageReport["interval"];

/** A bucket named in full: `14 Nov`, or `14 Nov, 15:00–16:00 UTC`. */
export function bucketName(start: string, interval: Interval, nowMs: number): string {
  const at = new Date(start);
  const day = shortUtcDay(at, new Date(nowMs));
  if (interval === "day") return day;
  return `${day}, ${utcTime(at)}–${utcTime(new Date(at.getTime() + 3_600_000))} UTC`;
}

/** A bucket named as short as an axis allows: days by date, hours by time, midnights by date. */
export function tickName(start: string, interval: Interval, nowMs: number): string {
  const at = new Date(start);
  return interval === "day" || at.getUTCHours() === 0 ? shortUtcDay(at, new Date(nowMs)) : utcTime(at);
}

/** The buckets that get a tick: at most `most`, evenly spaced; hours of several days only at midnights. */
export function tickStarts(starts: readonly string[], interval: Interval, most: number): string[] {
  const manyDays = interval === "hour" && starts.length > 48;
  const candidates = manyDays ? starts.filter((start) => start.slice(11, 13) === "00") : starts;
  const step = Math.max(1, Math.ceil(candidates.length / most));
  // Counted from the newest: the end of the axis is what people look at.
  return candidates.filter((_, index) => (candidates.length - 1 - index) % step === 0);
}
