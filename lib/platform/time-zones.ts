/** A format takes some 35 KB, and `Intl` takes a zone's name in any case: clients could fill a map that forgets nothing. */
const mostKept = 50;

/** Whether a zone is one that this machine knows, such as `UTC` or `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Formats of one shape by zone and locale, of which the 50 that were used last are kept. Browsers load it: no lru-cache. */
export function zoneFormats(
  options: Intl.DateTimeFormatOptions,
): (zone: string, locale?: string) => Intl.DateTimeFormat {
  const kept = new Map<string, Intl.DateTimeFormat>();
  return (zone, locale = "en-US") => {
    const key = `${zone} ${locale}`;
    const format = kept.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    // Taken out and put in again: the map is ordered by last use.
    kept.delete(key);
    kept.set(key, format);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? "");
    return format;
  };
}
