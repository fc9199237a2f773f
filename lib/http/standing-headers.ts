/** Names and values of headers. */
export type StandingHeaders = readonly (readonly [name: string, value: string])[];

/** What every response says. */
const always: StandingHeaders = [["x-content-type-options", "nosniff"]];
/** To be said over HTTPS alone (RFC 6797 section 7.2). */
const overHttps: StandingHeaders = [...always, ["strict-transport-security", "max-age=31536000"]];

/** The headers of whatever a request is answered. */
export function standingHeaders(isOverHttps: boolean): StandingHeaders {
  return isOverHttps ? overHttps : always;
}
