/**
 * An instant in RFC 3339, UTC, with whole seconds and `Z` (contract section 11): usual parsers of other languages refuse
 * fractions. What lies behind the second is cut off, so that no expiry is shown later than it is.
 */
export function wholeSecond(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
