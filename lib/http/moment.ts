import { z } from "zod";
import { dayMs } from "@/lib/access/limit-windows";

const outOfRange = "must lie in the years 1970 to 9999";

/** A point in time that a request names (RFC 3339), in years that JavaScript and PostgreSQL write alike. */
export const Moment = z.iso.datetime({ offset: true }).refine(isInRange, outOfRange);

/** The same for a calendar day. */
export const Day = z.iso.date().refine(isInRange, outOfRange);

/** True also for what is no time at all, which is said in other words. */
function isInRange(text: string): boolean {
  const ms = Date.parse(text);
  return !(ms < 0 || ms >= Date.UTC(10_000, 0));
}

const eitherForm = "must be a time such as 2026-06-10T12:00:00Z or a day such as 2026-06-10, in the years 1970 to 9999";
const MomentOrDay = z.union([Moment, Day], { error: eitherForm });

/** Where a range begins: an instant, or a UTC day, which counts from its first one. */
export const RangeStart = MomentOrDay.transform((text) => new Date(text).toISOString());

/** Where a range ends, that instant not included; a UTC day counts to its end. */
export const RangeEnd = MomentOrDay.transform((text) => {
  const isDay = !text.includes("T");
  // The last day of all ends where years still have four digits.
  return new Date(Math.min(Date.parse(text) + (isDay ? dayMs : 0), Date.UTC(10_000, 0) - 1)).toISOString();
});
