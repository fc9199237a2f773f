import type { QuietHours } from "./alert-rules";

const minuteMs = 60_000;
const minutesPerDay = 1_440;

/** When running quiet hours end, in milliseconds since the epoch; null outside of them. A change of the clocks may move it by an hour. */
export function quietUntilMs({ from, until, timeZone }: QuietHours, nowMs: number): number | null {
  const now = minuteOfDay(localTime(nowMs, timeZone));
  const begin = minuteOfDay(from);
  const end = minuteOfDay(until);
  const isQuiet = begin < end ? now >= begin && now < end : now >= begin || now < end;
  if (!isQuiet) return null;
  const left = (end - now + minutesPerDay) % minutesPerDay;
  return (Math.floor(nowMs / minuteMs) + left) * minuteMs;
}

function localTime(atMs: number, timeZone: string): string {
  return new Date(atMs).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
