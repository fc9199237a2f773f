import { zoneFormats } from "@/lib/platform/time-zones";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The first whole UTC hour of the day of `zone` that holds an instant; milliseconds since the epoch. Usage is kept by whole
 * hours, so in zones such as India's a day begins at 00:30.
 */
export function dayStart(atMs: number, zone: string): number {
  if (zone === "UTC") return Math.floor(atMs / dayMs) * dayMs;
  const midnight = (ms: number) => Math.ceil(midnightOf(ms, zone) / hourMs) * hourMs;
  const startMs = midnight(atMs);
  // Between a midnight and its first whole hour the day before goes on.
  return startMs > atMs ? midnight(atMs - hourMs) : startMs;
}

/** The starts of all days of `zone` that hold some of the time from one instant to another. */
export function dayStarts(fromMs: number, toMs: number, zone: string): number[] {
  const starts: number[] = [];
  // A day has 23 to 25 hours, so a day and a half from its start lies in the next.
  for (let at = dayStart(fromMs, zone); at < toMs; at = dayStart(at + 1.5 * dayMs, zone)) starts.push(at);
  return starts;
}

const formatOf = zoneFormats({
  hourCycle: "h23",
  ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
});

/** How far a zone is before UTC at an instant, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
}

function midnightOf(ms: number, zone: string): number {
  const local = ms + offsetAt(ms, zone);
  const midnight = Math.floor(local / dayMs) * dayMs;
  const guess = midnight - offsetAt(midnight - offsetAt(ms, zone), zone);
  // Where clocks went forward over midnight, the day begins at the first moment there was.
  return guess + offsetAt(guess, zone) < midnight ? guess + hourMs : guess;
}
