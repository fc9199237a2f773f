"use client";
import { utcDayTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

/** The UTC day of an instant (ISO 8601), as the reader's locale writes it, and said to be of UTC. */
export function UtcDay({ at }: { at: string }) {
  const utcDay = useTimeText(utcDayTexts);
  return (
    // As in `ExactTime`: a browser may shorten a month otherwise than the server.
    <time dateTime={at} suppressHydrationWarning>
      {utcDay(at)} (UTC)
    </time>
  );
}
