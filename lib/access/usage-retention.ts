import { dayMs } from "./limit-windows";

/** Minutes are kept for charts of the last hours, and to be compared with the journal. */
export const minutesKeptMs = 2 * dayMs;

/** Hours are kept for charts of a quarter; days and what is added up of them are kept for good. */
export const hoursKeptMs = 100 * dayMs;
