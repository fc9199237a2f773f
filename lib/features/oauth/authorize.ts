import "server-only";
import type { Answer } from "@/lib/http/answer";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { beginnerOf } from "./beginnings";
import { browserSessionOf } from "./browser-session";
import { answerOf, callProvider, requireBeginning } from "./call-provider";
import { comeBackOf } from "./come-back";
import { findInteraction } from "./interactions";
import { normalizeAuthorization } from "./normalize-request";
import { newRequestContext } from "./request-context";
import { seeOther } from "./see-other";

/** The cookies by which the library knows the browser that began; its path makes them this one authorization's. */
const resumeCookie = "lk_authorize";

/** Begins an authorization: checks the request, then leads to the consent page or straight back to the client. */
export async function authorize(request: UnreadRequest): Promise<Answer> {
  requireBeginning(request.search);
  const params = new URLSearchParams(request.search);
  // The pushed request was read then, and counts alone.
  if (!params.has("request_uri")) await normalizeAuthorization(params, params.get("client_id") ?? "");
  const target = `${request.path}?${params}`;
  return callInBrowser(request, target, comeBackOf(target));
}

/** Goes on after the consent page; only for the user who decided there. */
export async function resume(request: UnreadRequest, uid: string): Promise<Answer> {
  const [interaction, session] = await Promise.all([findInteraction(uid), browserSessionOf(request.headers)]);
  const decidedBy = interaction?.result?.login?.accountId;
  // Another user has signed in since: the decision was not theirs.
  if (decidedBy && decidedBy !== session?.userId) {
    return seeOther(`/consent/${uid}`);
  }
  return callInBrowser(request, request.path);
}

async function callInBrowser(request: UnreadRequest, target: string, comeBack: string | null = null): Promise<Answer> {
  const session = await browserSessionOf(request.headers);
  const comesBack = session ? null : comeBack;
  const begun = cookieValue(request.headers.get("cookie"), resumeCookie);
  const cookie = [session && `lk_session=${session.id}`, begun && `${resumeCookie}=${begun}`]
    .filter(Boolean)
    .join("; ");
  const accept = request.headers.get("accept") ?? "application/json";
  const context = newRequestContext({
    session,
    comesBack,
    beginner: beginnerOf(session, request.address),
    asksUser: true,
  });
  const answer = await callProvider(request, { target, cookie, accept, context });
  // The address holds what only client and server are to see.
  const headers = { ...answer.headers, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  // The dashboard's session is the library's: it sets none of its own, and nothing is begun where nothing is kept.
  const cookies = comesBack === null ? answer.cookies.filter((item) => !item.startsWith("lk_session")) : [];
  return answerOf({ ...answer, headers }, cookies);
}
