import { type NextRequest, NextResponse } from "next/server";
import { contractTable } from "@/lib/contract-table";
import { consentTargetOf } from "@/lib/features/oauth/consent-target";
import { isApiPath } from "@/lib/http/api-path";
import { createContractIndex } from "@/lib/http/contract-index";
import { ticketHeader } from "@/lib/http/edge-identity";
import { gate } from "@/lib/http/gate";
import { pageSecurityHeaders } from "@/lib/http/page-security";
import { issueTicket } from "@/lib/http/ticket";

const index = createContractIndex(contractTable);

/** The gate in front of every API path, and the security headers of every page. */
export async function middleware(request: NextRequest): Promise<Response> {
  const { pathname: path } = request.nextUrl;
  const headers = new Headers(request.headers);
  headers.delete(ticketHeader);
  if (!isApiPath(path)) return withPageSecurity(headers, await consentTargetOf(path));
  const outcome = await gate(index, { method: request.method, path, headers });
  if (!outcome.admitted) return outcome.response;
  headers.set(ticketHeader, issueTicket(outcome.admission, request.method, path));
  return NextResponse.next({ request: { headers } });
}

function withPageSecurity(headers: Headers, formTarget: string | null): Response {
  const security = pageSecurityHeaders(formTarget);
  // Next reads the nonce for its own scripts from the request's policy.
  for (const [name, value] of Object.entries(security)) headers.set(name, value);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

export const config = {
  runtime: "nodejs",
  matcher: ["/((?!_next/static|_next/image|icon.svg).*)"],
};
