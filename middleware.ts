import { type NextRequest, NextResponse } from "next/server";
import { contractTable } from "@/lib/contract-table";
import { consentTargetOf } from "@/lib/features/oauth/consent-target";
import { isApiPath } from "@/lib/http/api-path";
import { createContractIndex } from "@/lib/http/contract-index";
import { sourceOf } from "@/lib/http/dashboard-contract";
import { readEdge, ticketHeader } from "@/lib/http/edge-identity";
import { fetchRequest, responseOf, standingOf } from "@/lib/http/fetch-door";
import { type Admission, type GateOutcome, gate } from "@/lib/http/gate";
import type { DescribeLimits } from "@/lib/http/http-server";
import { pageSecurityHeaders } from "@/lib/http/page-security";
import type { StandingHeaders } from "@/lib/http/standing-headers";
import { standingLimitHeaders } from "@/lib/http/standing-limits";
import { issueTicket } from "@/lib/http/ticket";
import type { UnreadRequest } from "@/lib/http/unread-request";

const index = createContractIndex(contractTable);

/**
 * Enforces authentication, scopes and limits on a request of the API: the one place that does. `server.ts` calls it for
 * what it answers before Next, the middleware below for what enters Next.
 */
export function enforce(request: UnreadRequest): Promise<GateOutcome> {
  return gate(index, request);
}

/** The limit headers of what our server refuses before `enforce` sees it. */
export const describeLimits: DescribeLimits = (method, path, address) =>
  standingLimitHeaders(index, { method, path, address });

/** The gate in front of every API path that enters Next, and the security headers of every page. */
export async function middleware(request: NextRequest): Promise<Response> {
  const { pathname: path, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  headers.delete(ticketHeader);
  if (!isApiPath(path)) return withPageSecurity(headers, standingOf(request), await consentTargetOf(path));
  const origin = readEdge(headers);
  const outcome = await enforce(fetchRequest(request, path, search, origin));
  if (!outcome.admitted) return responseOf(outcome.answer, request);
  const { admission } = outcome;
  headers.set(ticketHeader, issueTicket({ admission, origin, method: request.method, path }));
  const handlerPath = handlerPathOf(admission, path);
  if (handlerPath === path) return NextResponse.next({ request: { headers } });
  return NextResponse.rewrite(new URL(`${handlerPath}${search}`, request.url), { request: { headers } });
}

/** The dashboard's door leads to the handler of the contract that it is derived from. */
function handlerPathOf({ contract, params }: Admission, path: string): string {
  const source = sourceOf(contract);
  if (!source) return path;
  return source.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}

function withPageSecurity(headers: Headers, standing: StandingHeaders, formTarget: string | null): Response {
  const security = pageSecurityHeaders(formTarget);
  // Next reads the nonce for its own scripts from the request's policy.
  for (const [name, value] of Object.entries(security)) headers.set(name, value);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of [...Object.entries(security), ...standing]) response.headers.set(name, value);
  return response;
}

export const config = {
  runtime: "nodejs",
  matcher: ["/((?!_next/static|_next/image|icon.svg).*)"],
};
