"use client";
import { exactTexts, secondTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

/** An instant (ISO 8601) on the reader's clocks, in words with its zone; to the minute, or to the second. */
export function ExactTime({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const exact = useTimeText(seconds ? secondTexts : exactTexts);
  return (
    // A browser may shorten a month otherwise than the server, even in one locale: that difference is no mistake.
    <time dateTime={at} suppressHydrationWarning>
      {exact(at)}
    </time>
  );
}
