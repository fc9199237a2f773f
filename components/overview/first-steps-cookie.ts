/** Holds the id of the user who dismissed the first steps in this browser. */
export const firstStepsCookie = "first-steps-dismissed";
/** Holds what a user came for, after their id and a colon: one browser may serve several users. */
export const purposeCookie = "first-steps-for";

const yearSeconds = 31_536_000;

/** Keeps a choice about the first steps in this browser. */
export function keepFirstSteps(name: typeof firstStepsCookie | typeof purposeCookie, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS, which a self-hosted page may lack
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
