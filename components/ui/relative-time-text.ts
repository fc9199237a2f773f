const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

// "Yesterday" and "last year" name a day and a year of a calendar; what is told here is how long ago something was.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Of a unit that has just begun to pass: "in 7 days" is said for a while of what was made for seven days. */
const tolerance = 1 / 24;

/** "3 minutes ago", "in 9 days"; "just now" within a minute. */
export function relativeText(atMs: number, nowMs: number): string {
  const seconds = (atMs - nowMs) / 1000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (!step) return seconds > 0 ? "in less than a minute" : "just now";
  const [unit, size] = step;
  return relative.format(Math.trunc(seconds / size + (seconds > 0 ? tolerance : 0)), unit);
}
