"use client";
import { dayTexts, exactTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

/** The day of an instant (ISO 8601) on the reader's calendar; the exact time on hover. */
export function DayTime({ at }: { at: string }) {
  const day = useTimeText(dayTexts);
  const exact = useTimeText(exactTexts);
  return (
    // As in `ExactTime`: a browser may shorten a month otherwise than the server.
    <time dateTime={at} title={exact(at)} suppressHydrationWarning className="whitespace-nowrap">
      {day(at)}
    </time>
  );
}
