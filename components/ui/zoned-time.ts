import { zoneFormats } from "@/lib/platform/time-zones";

export type ZonedTime = { year: number; month: number; day: number; hour: number; minute: number };

const formatOf = zoneFormats({
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
});

/** Calendar and clock of an instant as a zone reads them. */
export function zonedTime(at: Date, zone: string): ZonedTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

// Figures are counted by this calendar's days and months, also where a locale prefers another one.
const calendar = "gregory";
const days = zoneFormats({ day: "numeric", month: "short", calendar });
const daysOfYears = zoneFormats({ day: "numeric", month: "short", year: "numeric", calendar });
const months = zoneFormats({ month: "short", year: "numeric", calendar });
const clocks = zoneFormats({ timeStyle: "short", calendar });

/** A day as a locale writes it, such as `1 Dec`, with the year where it is not the current one. */
export function zonedDay(at: Date, now: Date, zone: string, locale: string): string {
  const isThisYear = zonedTime(at, zone).year === zonedTime(now, zone).year;
  return (isThisYear ? days : daysOfYears)(zone, locale).format(at);
}

/** A month as a locale writes it, such as `Dec 2026`. */
export function zonedMonth(at: Date, zone: string, locale: string): string {
  return months(zone, locale).format(at);
}

/** A time of day as a locale writes it, such as `15:04` or `3:04 PM`, without the zone. */
export function zonedClock(at: Date, zone: string, locale: string): string {
  return clocks(zone, locale).format(at);
}

/** A zone as the page prints it: `UTC`, or `Europe/Berlin (UTC+1)` with what its clocks show from one instant to another. */
export function zoneText(zone: string, from: Date, to: Date = from): string {
  if (zone === "UTC") return zone;
  const [first, last] = [offsetText(zone, from), offsetText(zone, to)];
  return `${zone} (${first}${last === first ? "" : `, then ${last}`})`;
}

/** `UTC−3:30`: how far a zone's clocks are ahead of UTC at an instant. */
export function offsetText(zone: string, at: Date): string {
  const { year, month, day, hour, minute } = zonedTime(at, zone);
  // By whole minutes: an instant has seconds, which clocks here do not show.
  const minutes = Math.round(Date.UTC(year, month - 1, day, hour, minute) / 60_000) - Math.floor(at.getTime() / 60_000);
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}
