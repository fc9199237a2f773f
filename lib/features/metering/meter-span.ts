import type { MeterUnit } from "@/lib/generated/prisma/enums";
import type { MeterQuestion } from "./query-contract";

const hourMs = 3_600_000;
/** So much is told of where no beginning is named: a day of hours, thirty days, twelve months. */
const usual: Record<MeterUnit, number> = { hour: 24, day: 30, month: 12 };

/** The whole windows of UTC that a question is about; its end is no part of them. */
export function spanOf({ from, to, window }: MeterQuestion, nowMs: number): { from: Date; to: Date } {
  const endMs = to === undefined ? nowMs : Date.parse(to) - 1;
  const end = startOfWindow(window, endMs, 1);
  const begin =
    from === undefined ? startOfWindow(window, endMs, 1 - usual[window]) : startOfWindow(window, Date.parse(from));
  return { from: new Date(begin), to: new Date(end) };
}

/** When the window of an instant begins, or one as many windows later. */
export function startOfWindow(window: MeterUnit, ms: number, later = 0): number {
  const at = new Date(ms);
  if (window === "month") return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later);
  const length = window === "hour" ? hourMs : 24 * hourMs;
  return (Math.floor(ms / length) + later) * length;
}
