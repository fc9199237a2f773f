import { Answer } from "./answer";
import type { ErrorKind } from "./api-error";
import type { Contract } from "./contract";
import { readReturn } from "./return-cookie";
import type { UnreadRequest } from "./unread-request";

type Pages = NonNullable<Contract["errorPage"]>;

/**
 * Leads a browser to a page that has words for what went wrong. `?reason=` names the kind, and nothing of the request
 * but what the contract keeps, or the cookie of a return remembers. Null for a client that takes no pages, which is
 * told in the path's envelope. A page is loaded with GET after any method.
 */
export function errorPage(
  page: Pages,
  request: UnreadRequest,
  kind: ErrorKind,
  headers: Readonly<Record<string, string>>,
): Answer | null {
  if (!/\btext\/html\b/i.test(request.headers.get("accept") ?? "")) return null;
  const location = locationOf(page, request, kind);
  return new Answer(303, { ...headers, location, "cache-control": "no-store" }, "");
}

function locationOf(page: Pages, { headers, search }: UnreadRequest, kind: ErrorKind): string {
  if (typeof page === "string") return `${page}?reason=${kind}`;
  if ("oneOf" in page) return oneOf(page, search, kind);
  const remembered = readReturn(headers.get("cookie"), new URLSearchParams(search).get("state"));
  return `${remembered?.refusedTo ?? `${page.unlessRemembered}?reason=`}${kind}`;
}

/** Only pages of the contract are led to; what is kept is for the page to check, as anything in its address. */
function oneOf({ oneOf: pages, keeps }: Extract<Pages, { keeps: string }>, search: string, reason: ErrorKind): string {
  const asked = new URLSearchParams(search);
  const kept = asked.get(keeps);
  const page = pages.find((one) => one === asked.get("from")) ?? pages[0];
  return `${page}?${new URLSearchParams({ reason, ...(kept === null ? {} : { [keeps]: kept }) })}`;
}
