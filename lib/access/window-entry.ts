import { z } from "zod";
import type { NamedWindow } from "./catalogue";
import { LimitCount } from "./limit-count";
import { repeated } from "./repeated";
import { findSpan } from "./window-span";

/** What answers call the windows that every plan has. */
const takenNames = ["burst", "minute", "day", "month"];

const WindowEntry = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,39}$/, "must be 2 to 40 lower-case letters, digits and hyphens")
      .refine((name) => !takenNames.includes(name), "must not be burst, minute, day or month")
      .meta({ examples: ["hourly"] })
      .describe("As answers call it"),
    limit: LimitCount.describe("How many requests it takes"),
    per: z
      .string()
      .regex(/^[1-9]\d{0,5}(s|m|h|d|mo)$/, "must be a length such as 10s, 5m, 4h, 7d or 1mo")
      .meta({ examples: ["1h"] })
      .describe("Its length: from 1970 on in UTC, or the UTC calendar month"),
    sliding: z.boolean().optional().describe("Whether it is the last so much of time in its place"),
  })
  .refine((window) => findSpan(spanIdOf(window)) !== null, {
    path: ["per"],
    message: "must be at most 366d, or 1mo, which does not slide",
  });
export type WindowEntry = z.output<typeof WindowEntry>;

type Length = { per: string; sliding?: boolean | undefined };

/** The id of the span that a window names. */
export function spanIdOf({ per, sliding }: Length): string {
  return sliding ? `~${per}` : per;
}

/** Windows as the limiter counts them. */
export function namedWindowsOf(entries: readonly (Length & Pick<NamedWindow, "name" | "limit">)[]): NamedWindow[] {
  return entries.flatMap((entry) => {
    const span = findSpan(spanIdOf(entry));
    return span ? [{ name: entry.name, limit: entry.limit, span }] : [];
  });
}

/** Windows beside those that every plan has. Two of one length and kind would count on one counter. */
export const WindowList = z
  .array(WindowEntry)
  .max(8, "must name at most 8 windows")
  .refine((windows) => repeated(windows.map(({ name }) => name)).length === 0, "must not name one window twice")
  .refine(
    (windows) => repeated(windows.map(spanIdOf)).length === 0,
    "must not hold two windows of one length and kind",
  );

/** The same where they are said at all. */
export const WindowEntries = WindowList.min(1, "must name at least one window");
