"use client";

import { useEffect, useState } from "react";

/**
 * The current time in milliseconds, renewed every `everyMs`. Text made from it differs between server and browser, so the
 * element that holds it needs `suppressHydrationWarning`.
 */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
