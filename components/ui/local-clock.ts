import { zonedTime } from "./zoned-time";

const pad = (value: number) => String(value).padStart(2, "0");

/** What a zone's calendar and clock show at an instant, as inputs write it: `2026-11-22T15:04`; with `time` instead of its own. */
export function clockOf(ms: number, zone: string, time?: string): string {
  const { year, month, day, hour, minute } = zonedTime(new Date(ms), zone);
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}T${time ?? `${pad(hour)}:${pad(minute)}`}`;
}

/** The instant at which a zone's clock shows a time, in milliseconds; null for what is no time. One that a change of the clocks skips is moved on by it. */
export function instantOf(clock: string, zone: string): number | null {
  const wanted = Date.parse(`${clock}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(clock) || Number.isNaN(wanted)) return null;
  const offsetAt = (ms: number) => {
    const { year, month, day, hour, minute } = zonedTime(new Date(ms), zone);
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / 60_000) * 60_000;
  };
  return wanted - offsetAt(wanted - offsetAt(wanted));
}
