import { DayTime } from "./day-time";
import { RelativeTime } from "./relative-time";

const nearMs = 14 * 86_400_000;

/** When something ends: how long is left or past where that is near, otherwise the day; null is never. */
export function ExpiryTime({ at, nowMs }: { at: string | null; nowMs: number }) {
  if (at === null) return <span className="text-muted">Never</span>;
  return Math.abs(Date.parse(at) - nowMs) < nearMs ? <RelativeTime at={at} /> : <DayTime at={at} />;
}
