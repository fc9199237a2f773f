"use client";
import { exactTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

/** An instant (ISO 8601) on the reader's clocks, in words with its zone. */
export function ExactTime({ at }: { at: string }) {
  const exact = useTimeText(exactTexts);
  return <time dateTime={at}>{exact(at)}</time>;
}
