import { z } from "zod";

/** So many that sums stay exact, in memory as in Redis. */
export const mostCredits = 1_000_000_000_000;
/** Each refill begins a counter, which Redis keeps for a day. */
const shortestMs = 15 * 60_000;
const longestMs = 366 * 86_400_000;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const written = /^([1-9]\d{0,5})([mhd])$/;

/** How long a refill's period is, in milliseconds; null for what is no length of 15 minutes to 366 days. */
function lengthMsOf(every: string): number | null {
  const [, count, unit] = written.exec(every) ?? [];
  if (unit === undefined) return null;
  const lengthMs = Number(count) * unitMs[unit as keyof typeof unitMs];
  return lengthMs >= shortestMs && lengthMs <= longestMs ? lengthMs : null;
}

/** What credits begin anew with, and when: each so long, or on a day of each month. */
export const CreditRefill = z
  .strictObject({
    amount: z
      .number()
      .int()
      .min(1, "must be at least 1")
      .max(mostCredits, "must be at most 1,000,000,000,000")
      .describe("What there is after a refill, whatever was left"),
    every: z
      .string()
      .refine((every) => lengthMsOf(every) !== null, "must be a length such as 30m, 1h or 7d, from 15m to 366d")
      .meta({ examples: ["7d"] })
      .optional()
      .describe("Each so long, from when it was said"),
    on: z
      .number()
      .int()
      .min(1, "must be a day of the month")
      .max(31, "must be a day of the month")
      .optional()
      .describe("In place of `every`: at midnight UTC of this day, or the month's last day where it has none"),
  })
  .refine(({ every, on }) => (every === undefined) !== (on === undefined), {
    path: ["every"],
    message: "or on: name one of them",
  });
export type CreditRefill = z.output<typeof CreditRefill>;

/** When refills were and will be; all in milliseconds since the epoch. */
export type RefillTimes = {
  /** The last one after `fromMs`, at `nowMs` or before; null: none yet. */
  lastMs: number | null;
  /** The one that comes next. */
  nextMs: number;
};

/** The refills around a moment, of those after `fromMs`. No one has to be there for them: they follow from the time. */
export function refillTimes({ every, on }: CreditRefill, fromMs: number, nowMs: number): RefillTimes {
  const afterMs = Math.max(nowMs, fromMs);
  if (on !== undefined) {
    const lastMs = calendarRefill(on, afterMs, 0);
    if (lastMs > afterMs) return { ...earlier(calendarRefill(on, afterMs, -1), fromMs), nextMs: lastMs };
    return { ...earlier(lastMs, fromMs), nextMs: calendarRefill(on, afterMs, 1) };
  }
  const lengthMs = lengthMsOf(every ?? "") ?? longestMs;
  const passed = Math.floor((afterMs - fromMs) / lengthMs);
  return { ...earlier(fromMs + passed * lengthMs, fromMs), nextMs: fromMs + (passed + 1) * lengthMs };
}

function earlier(lastMs: number, fromMs: number): { lastMs: number | null } {
  return { lastMs: lastMs > fromMs ? lastMs : null };
}

/** Midnight of the day in the month that lies so many months after the one that holds an instant, or of that month's last day. */
function calendarRefill(on: number, atMs: number, months: number): number {
  const date = new Date(atMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(on, lastDay));
}
