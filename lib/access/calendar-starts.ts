import { dayMs } from "./limit-windows";

export const weekMs = 7 * dayMs;

/** The start of the UTC week, which begins on Monday, that holds an instant; milliseconds since the epoch. */
export function startOfWeek(ms: number): number {
  // The epoch was a Thursday.
  return Math.floor((ms + 3 * dayMs) / weekMs) * weekMs - 3 * dayMs;
}

/** The start of the UTC month so many months after the one that holds an instant; milliseconds since the epoch. */
export function startOfMonth(ms: number, offset = 0): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset);
}
