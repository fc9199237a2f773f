const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** The UTC day of an instant: `1 Dec 2026`. */
export function utcDay(at: Date | string | number): string {
  return day.format(new Date(at));
}
