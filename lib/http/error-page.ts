import type { ErrorKind } from "./api-error";
import type { HeaderReader } from "./header-reader";

/**
 * Leads a browser to a page that has words for what went wrong (`?reason=` names the kind, and nothing of the request);
 * null for whoever takes no pages, and is told in the path's envelope. A page is loaded with GET whatever came before.
 */
export function errorPage(
  page: string,
  request: HeaderReader,
  kind: ErrorKind,
  headers: Readonly<Record<string, string>> = {},
): Response | null {
  if (!/\btext\/html\b/i.test(request.get("accept") ?? "")) return null;
  const location = `${page}?reason=${kind}`;
  return new Response(null, { status: 303, headers: { ...headers, location, "cache-control": "no-store" } });
}
