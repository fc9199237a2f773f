"use client";

import { useEffect, useState } from "react";

/**
 * The current time in milliseconds, renewed every `everyMs`. It begins as `initialMs`, which server and browser must agree
 * on, so that both render the same.
 */
export function useNow(everyMs: number, initialMs: number): number {
  const [nowMs, setNowMs] = useState(initialMs);
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
