"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's time zone; UTC while the page is what the server wrote, which does not know it. */
export function useOwnZone(): string {
  return useSyncExternalStore(never, ownZone, () => "UTC");
}
