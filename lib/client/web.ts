import type { Requirements } from "./decision";
import { releasedAfter } from "./release-when-over";
import { remember } from "./verified-requests";
import type { Verifier } from "./verifier";

/** Where a request's address comes from: no standard tells it, and only the server knows which header to believe. */
export type WebRequirements<Given> = Requirements & { ip?: (given: Given) => string | undefined };

/** Runs `next` for a request whose key fulfils the requirements, and answers every other one. */
export async function answerVerified(
  verifier: Verifier,
  request: Request,
  requirements: Requirements,
  ip: string | undefined,
  next: () => Promise<Response>,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const header = (name: string) => request.headers.get(name);
  const seen = { header, method: request.method, uri: `${pathname}${search}`, ip };
  const decision = await verifier.decide(seen, requirements);
  if (!decision.passes) {
    return Response.json(decision.body, { status: decision.status, headers: decision.headers });
  }
  remember(request, decision.verdict);
  const { hold } = decision;
  const leave = () => void hold?.release();
  // Where the caller goes away, nobody may read the body to its end.
  if (hold) request.signal.addEventListener("abort", leave, { once: true });
  // It told of that before anybody listened: the caller went away while the deployment was asked.
  if (request.signal.aborted) leave();
  try {
    const response = await next();
    // The headers of an answer that comes from elsewhere cannot be changed.
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(decision.headers)) headers.set(name, value);
    const body = hold ? releasedAfter(response.body, hold) : response.body;
    // The body of such an answer is never read.
    if (request.method === "HEAD") leave();
    return new Response(body, { status: response.status, statusText: response.statusText, headers });
  } catch (error) {
    leave();
    throw error;
  }
}
