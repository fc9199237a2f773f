/** A number of seconds in words, rounded up: "40 seconds", "3 minutes", "2 hours". */
export function waitText(seconds: number): string {
  if (seconds <= 90) return plural(Math.max(1, Math.ceil(seconds)), "second");
  if (seconds <= 5_400) return plural(Math.ceil(seconds / 60), "minute");
  if (seconds <= 129_600) return plural(Math.ceil(seconds / 3_600), "hour");
  return plural(Math.ceil(seconds / 86_400), "day");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
