"use client";
import { useSyncExternalStore } from "react";
import type { dayTexts, TimeText } from "./time-texts";

const never = () => () => undefined;

/** Instants in words on the reader's clocks and in their locale; in UTC while the page is what the server wrote. */
export function useTimeText({ own, utc }: typeof dayTexts): TimeText {
  return useSyncExternalStore(never, own, () => utc);
}
