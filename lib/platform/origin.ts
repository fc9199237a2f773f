/** `*.` in front of the host of an origin stands for one label or several. */
const wildcard = "://*.";

/** Whether a text is an origin as browsers send it, such as `https://app.example.com`, or one of all subdomains of a host. */
export function isOriginPattern(text: string): boolean {
  // A label that is no part of an address stands for those that the wildcard means.
  const one = text.replace(wildcard, "://x.");
  if (one.includes("*") || !URL.canParse(one)) return false;
  const { origin, protocol, hostname } = new URL(one);
  if (origin !== one || (protocol !== "https:" && protocol !== "http:")) return false;
  // All subdomains of a top-level domain belong to many.
  return one === text ? true : hostname.split(".").length > 2;
}

/** Whether an origin is one that the patterns name; null, of a request that told none, is not. */
export function isAmongOrigins(origin: string | null, patterns: readonly string[]): boolean {
  return origin !== null && patterns.some((pattern) => matches(origin, pattern));
}

/** Whether every origin that the one pattern means is one that the other means, too. */
export function isWithinOrigin(inner: string, outer: string): boolean {
  if (inner === outer) return true;
  // Several are never within a single one.
  return (!inner.includes(wildcard) || outer.includes(wildcard)) && matches(inner.replace(wildcard, "://x."), outer);
}

function matches(origin: string, pattern: string): boolean {
  const at = pattern.indexOf(wildcard);
  if (at === -1) return origin === pattern;
  const scheme = pattern.slice(0, at + 3);
  const ending = pattern.slice(at + wildcard.length - 1);
  return origin.startsWith(scheme) && origin.endsWith(ending) && origin.length > scheme.length + ending.length;
}
