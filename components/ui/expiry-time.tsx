import { RelativeTime } from "./relative-time";
import { exactText } from "./relative-time-text";
import { utcDay } from "./utc-date";

const nearMs = 14 * 86_400_000;

/** When something ends: how long is left or past where that is near, otherwise the UTC day; null is never. */
export function ExpiryTime({ at, nowMs }: { at: string | null; nowMs: number }) {
  if (at === null) return <span className="text-muted">Never</span>;
  const atMs = Date.parse(at);
  if (Math.abs(atMs - nowMs) < nearMs) return <RelativeTime at={at} />;
  return (
    <time dateTime={at} title={exactText(atMs)} className="whitespace-nowrap">
      {utcDay(atMs)}
    </time>
  );
}
