/** What every response says, names and values in turn. */
const always = ["x-content-type-options", "nosniff"] as const;
/** To be said over HTTPS alone (RFC 6797 section 7.2). */
const overHttps = [...always, "strict-transport-security", "max-age=31536000"] as const;

/** The headers of whatever a request is answered, names and values in turn. */
export function standingHeaders(isOverHttps: boolean): readonly string[] {
  return isOverHttps ? overHttps : always;
}
