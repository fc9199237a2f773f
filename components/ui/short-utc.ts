const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

// Our own month names: Intl's differ between Node and browsers ("Sep", "Sept"), which would break hydration.

/** `1 Dec`, with the year where it is not the current one. */
export function shortUtcDay(at: Date, now: Date): string {
  const day = `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
  return at.getUTCFullYear() === now.getUTCFullYear() ? day : `${day} ${at.getUTCFullYear()}`;
}

/** `15:04`, without the zone. */
export function utcTime(at: Date): string {
  return at.toISOString().slice(11, 16);
}
