/** Whether a path belongs to the API: always answered in an envelope, never with a page. */
export function isApiPath(path: string): boolean {
  return /^\/(api|v1|auth|oauth|\.well-known|portal\/api)(\/|$)/i.test(path);
}
