"use client";
import { useEffect, useState } from "react";
import { relativeText } from "./relative-time-text";
import { exactTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

const tickMs = 30_000;

/** How long ago or how soon `at` (ISO 8601) is, kept current; the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const [now, setNow] = useState(() => ({ of: at, ms: Date.now() }));
  // Another instant may be later than the kept now, and yet be past.
  if (now.of !== at) setNow({ of: at, ms: Date.now() });
  useEffect(() => {
    const timer = setInterval(() => setNow(({ of }) => ({ of, ms: Date.now() })), tickMs);
    return () => clearInterval(timer);
  }, []);
  const exact = useTimeText(exactTexts);
  const atMs = Date.parse(at);
  return (
    // The server's "now" is a moment earlier than the browser's: that difference is no mistake.
    <time dateTime={at} title={exact(atMs)} suppressHydrationWarning className="whitespace-nowrap">
      {relativeText(atMs, now.ms)}
    </time>
  );
}
