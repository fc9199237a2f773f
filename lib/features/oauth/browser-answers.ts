import "server-only";
import type { ErrorKind } from "@/lib/http/api-error";
import type { Admission } from "@/lib/http/gate";
import { asApiError } from "@/lib/http/handler-error";

type Handle = (request: Request, admission: Admission) => Promise<Response>;

/** What the page at `/authorization-error` has words for; anything else it calls a failure. */
const reasons: Partial<Record<ErrorKind, string>> = {
  validation: "invalid_request",
  payload_too_large: "invalid_request",
  unsupported_media_type: "invalid_request",
  not_found: "invalid_client",
  forbidden: "no_member",
  unavailable: "unavailable",
};

/** A page that is loaded with GET whatever came before (RFC 9700 section 4.12). */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/** A step that people take in a browser: what goes wrong is a page for them, and JSON for whoever takes no pages. */
export function inBrowser(handle: Handle): Handle {
  return async (request, admission) => {
    try {
      return await handle(request, admission);
    } catch (error) {
      if (!/\btext\/html\b/i.test(request.headers.get("accept") ?? "")) throw error;
      // Also what is a fault of our own is logged by this.
      const { kind } = asApiError(error, admission);
      return seeOther(`/authorization-error?reason=${reasons[kind] ?? "server_error"}`);
    }
  };
}
