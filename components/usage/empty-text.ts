/** Why no key is listed: there were no requests, or none with keys that the reader may see (members see their own). */
export function emptyText(requests: number, when: string): string {
  return requests === 0 ? `No requests ${when}` : `No requests with keys of your own ${when}`;
}
