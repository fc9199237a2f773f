import { shownGroups } from "./navigation";

/** Remembers which groups of the navigation are folded; the server reads it, so that nothing moves when a page loads. */
export const foldedCookie = "nav-folded";

const yearSeconds = 31_536_000;

/** The folded groups that a cookie names, without what is none. */
export function foldedOf(cookie: string | undefined): readonly string[] {
  const named = (cookie ?? "").split(".");
  return shownGroups()
    .filter(({ id, label }) => label !== null && named.includes(id))
    .map(({ id }) => id);
}

/** The cookie that remembers them. */
export function foldedCookieOf(folded: readonly string[]): string {
  return `${foldedCookie}=${folded.join(".")}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
