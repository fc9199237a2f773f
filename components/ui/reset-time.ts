import { zonedClock, zonedDay } from "./zoned-time";

const units = [
  // Below two days, hours say more than "in 2 days".
  { name: "day", from: 172_800_000, milliseconds: 86_400_000 },
  { name: "hour", from: 3_600_000, milliseconds: 3_600_000 },
  { name: "minute", from: 60_000, milliseconds: 60_000 },
] as const;
const second = { name: "second", milliseconds: 1_000 } as const;

/** When a window starts anew, as a locale writes it: `1 Dec, 00:00 UTC`; on the same UTC day only the time. */
export function resetMoment(resetsAt: string, nowMs: number, locale: string): string {
  const at = new Date(resetsAt);
  const now = new Date(nowMs);
  const sameDay = at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  const clock = `${zonedClock(at, "UTC", locale)} UTC`;
  return sameDay ? clock : `${zonedDay(at, now, "UTC", locale)}, ${clock}`;
}

/** How long that is from now: `in 9 days`, in whole units rounded up, so that it never promises too early. */
export function resetDistance(resetsAt: string, nowMs: number): string {
  const left = Date.parse(resetsAt) - nowMs;
  if (left <= 0) return "now";
  const { name, milliseconds } = units.find((unit) => left >= unit.from) ?? second;
  const amount = Math.ceil(left / milliseconds);
  return `in ${amount} ${name}${amount === 1 ? "" : "s"}`;
}
