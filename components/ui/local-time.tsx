"use client";
import { zoneFormats } from "@/lib/platform/time-zones";
import { useOwnZone } from "./use-own-zone";

const formatOf = zoneFormats({
  hourCycle: "h23",
  ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
});

/**
 * An instant of a log to the second, as `2026-11-27 18:03:05`, on the clocks of the reader's zone; the same in UTC on hover.
 * Its lines are compared, so all are of one width; the log's heading names the zone.
 */
export function LocalTime({ at }: { at: string }) {
  const zone = useOwnZone();
  return (
    <time dateTime={at} title={`${clockText(at, "UTC")} UTC`} className="whitespace-nowrap">
      {clockText(at, zone)}
    </time>
  );
}

/** Calendar and clock of an instant in a zone: `2026-11-27 18:03:05`. */
export function clockText(at: string, zone: string): string {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(Date.parse(at))
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}
