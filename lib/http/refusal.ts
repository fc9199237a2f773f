import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "./answer";
import type { ApiError } from "./api-error";
import { withChallenge } from "./challenge";
import type { Contract } from "./contract";
import { corsHeaders, corsOf } from "./cors";
import { CrossSiteRequest } from "./dashboard-cookie";
import { errorAnswer } from "./envelope";
import { errorPage } from "./error-page";
import type { UnreadRequest } from "./unread-request";

/**
 * What an endpoint answers to a request that the gate refused or that failed in the handler. It is the envelope of the
 * path, or for people in a browser the page that has words for it. `contract` is null for unknown paths.
 */
export function refusalAnswer(
  error: ApiError,
  contract: Contract | null,
  request: UnreadRequest,
  headers: Readonly<Record<string, string>>,
): Answer {
  const { clock, settings } = runtime();
  const told = withChallenge(error, request, contract, settings.publicUrl);
  const all = { ...(contract ? corsOf(contract) : corsHeaders), ...headers };
  const page = error instanceof CrossSiteRequest ? undefined : contract?.errorPage;
  const led = page ? errorPage(page, request, told.kind, { ...all, ...told.headers }) : null;
  const { path, requestId } = request;
  return led ?? errorAnswer(told, { path, requestId, nowMs: clock.now() }, all);
}
