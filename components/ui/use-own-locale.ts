"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const ownLocale = () => new Intl.DateTimeFormat().resolvedOptions().locale;

/** The reader's locale; British English while the page is what the server wrote, which does not know it. */
export function useOwnLocale(): string {
  return useSyncExternalStore(never, ownLocale, () => "en-GB");
}
