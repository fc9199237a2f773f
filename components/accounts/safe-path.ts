const home = "/dashboard";
const base = "http://this-site.invalid";

/**
 * Where to go after signing in: a path of this site, or the dashboard for anything else. An address elsewhere would let
 * a crafted link send people from our sign-in page to a look-alike (an open redirect).
 */
export function safePath(value: string | string[] | undefined): string {
  if (typeof value !== "string" || !value.startsWith("/") || !URL.canParse(value, base)) return home;
  const url = new URL(value, base);
  const elsewhere = url.origin !== base || url.pathname.startsWith("//");
  return elsewhere || isNoTarget(url.pathname) ? home : `${url.pathname}${url.search}${url.hash}`;
}

/** Pages that would lead back here, and paths that are no pages; an authorization begins in a browser as a page does. */
function isNoTarget(path: string): boolean {
  return path !== "/oauth/authorize" && /^\/(sign-in|register|api|v1|oauth)(\/|$)/.test(path);
}
