import "server-only";
import { errorPage } from "@/lib/http/error-page";
import type { Admission } from "@/lib/http/gate";
import { asApiError } from "@/lib/http/handler-error";

type Handle = (request: Request, admission: Admission) => Promise<Response>;

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
      // Also what is a fault of our own is logged by this.
      const page = errorPage("/authorization-error", request.headers, asApiError(error, admission).kind);
      if (page) return page;
      throw error;
    }
  };
}
