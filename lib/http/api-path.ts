/** Whether a path belongs to the API: answered in an envelope whatever happens, never with a page. */
export function isApiPath(path: string): boolean {
  return /^\/(api|v1|auth|oauth|\.well-known)(\/|$)/i.test(path);
}
