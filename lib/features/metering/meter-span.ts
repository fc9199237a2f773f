import type { MeterUnit } from "@/lib/generated/prisma/enums";
import { type MeterQuestion, startOfWindow } from "./query-contract";

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
