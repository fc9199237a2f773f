/**
 * Schemes of URIs that browsers and operating systems act on themselves, or that people are used to: none of them is any
 * app's own. `javascript:` and its kin would run what follows as a script or show it as a page.
 */
const taken: ReadonlySet<string> = new Set([
  "about",
  "blob",
  "chrome",
  "chrome-extension",
  "content",
  "data",
  "edge",
  "file",
  "filesystem",
  "ftp",
  "ftps",
  "http",
  "https",
  "intent",
  "jar",
  "javascript",
  "mailto",
  "moz-extension",
  "ms-appx",
  "ms-settings",
  "resource",
  "sftp",
  "sms",
  "ssh",
  "tel",
  "urn",
  "vbscript",
  "view-source",
  "ws",
  "wss",
]);

/** Whether a scheme (RFC 3986 section 3.1, in lower case, without its colon) can be an app's own. */
export function canBeAppScheme(scheme: string): boolean {
  return /^[a-z][a-z0-9+.-]*$/.test(scheme) && !taken.has(scheme);
}

/** Whether a scheme is made of a domain name that its app's maker controls, such as `com.example.app` (RFC 8252 section 7.1). */
export function isReverseDomain(scheme: string): boolean {
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$/.test(scheme);
}
