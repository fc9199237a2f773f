import { Answer } from "./answer";
import type { ErrorKind } from "./api-error";
import type { Contract } from "./contract";
import type { UnreadRequest } from "./unread-request";

/**
 * Leads a browser to a page that has words for what went wrong (`?reason=` names the kind, and nothing of the request but
 * what the contract keeps). Null for a client that takes no pages, which is told in the path's envelope. A page is loaded
 * with GET after any method.
 */
export function errorPage(
  page: NonNullable<Contract["errorPage"]>,
  request: UnreadRequest,
  kind: ErrorKind,
  headers: Readonly<Record<string, string>>,
): Answer | null {
  if (!/\btext\/html\b/i.test(request.headers.get("accept") ?? "")) return null;
  const location = typeof page === "string" ? `${page}?reason=${kind}` : oneOf(page, request, kind);
  return new Answer(303, { ...headers, location, "cache-control": "no-store" }, "");
}

/** Only pages of the contract are led to; what is kept is for the page to check, as anything in its address. */
function oneOf(
  { oneOf: pages, keeps }: Exclude<NonNullable<Contract["errorPage"]>, string>,
  { search }: UnreadRequest,
  reason: ErrorKind,
): string {
  const asked = new URLSearchParams(search);
  const kept = asked.get(keeps);
  const page = pages.find((one) => one === asked.get("from")) ?? pages[0];
  return `${page}?${new URLSearchParams({ reason, ...(kept === null ? {} : { [keeps]: kept }) })}`;
}
