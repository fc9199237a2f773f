import { Answer } from "./answer";
import type { ErrorKind } from "./api-error";
import type { HeaderReader } from "./header-reader";

/**
 * Leads a browser to a page that has words for what went wrong (`?reason=` names the kind, and nothing of the request).
 * Null for a client that takes no pages, which is told in the path's envelope. A page is loaded with GET after any
 * method.
 */
export function errorPage(
  page: string,
  request: HeaderReader,
  kind: ErrorKind,
  headers: Readonly<Record<string, string>>,
): Answer | null {
  if (!/\btext\/html\b/i.test(request.get("accept") ?? "")) return null;
  const location = `${page}?reason=${kind}`;
  return new Answer(303, { ...headers, location, "cache-control": "no-store" }, "");
}
