import { z } from "zod";

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
