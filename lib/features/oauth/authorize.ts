import "server-only";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import type { Admission } from "@/lib/http/gate";
import { beginnerOf } from "./beginnings";
import { inBrowser, seeOther } from "./browser-answers";
import { browserSessionOf } from "./browser-session";
import { callProvider, requireBeginning, responseOf } from "./call-provider";
import { comeBackOf } from "./come-back";
import { findInteraction } from "./interactions";
import { normalizeAuthorization } from "./normalize-request";
import { newRequestContext } from "./request-context";

/** The cookies by which the library knows the browser that began; its path makes them this one authorization's. */
const resumeCookie = "lk_authorize";

/** Begins an authorization: checks the request, then leads to the consent page or straight back to the client. */
export const authorize = inBrowser(async (request, admission) => {
  const url = new URL(request.url);
  requireBeginning(url.search);
  // What was pushed was read then, and counts alone.
  const { searchParams: params } = url;
  if (!params.has("request_uri")) await normalizeAuthorization(params, params.get("client_id") ?? "");
  const target = `${url.pathname}${url.search}`;
  return callInBrowser(request, admission, target, comeBackOf(target));
});

/** Goes on after the consent page; only for the user who decided there. */
export const resume = inBrowser(async (request, admission) => {
  const uid = admission.params.uid ?? "";
  const [interaction, session] = await Promise.all([findInteraction(uid), browserSessionOf(request.headers)]);
  const decidedBy = interaction?.result?.login?.accountId;
  // Somebody else has signed in since: what was decided was not theirs to decide.
  if (decidedBy && decidedBy !== session?.userId) {
    return seeOther(`/consent/${uid}`);
  }
  const { pathname } = new URL(request.url);
  return callInBrowser(request, admission, pathname);
});

async function callInBrowser(
  request: Request,
  admission: Admission,
  target: string,
  comeBack: string | null = null,
): Promise<Response> {
  const session = await browserSessionOf(request.headers);
  const comesBack = session ? null : comeBack;
  const begun = cookieValue(request.headers.get("cookie"), resumeCookie);
  const cookie = [session && `lk_session=${session.id}`, begun && `${resumeCookie}=${begun}`]
    .filter(Boolean)
    .join("; ");
  const accept = request.headers.get("accept") ?? "application/json";
  const answer = await callProvider(request, admission, {
    target,
    cookie,
    accept,
    context: newRequestContext({ session, comesBack, beginner: beginnerOf(session, admission.address) }),
  });
  // The address holds what only client and server are to see.
  const headers = { ...answer.headers, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  // The dashboard's session is the library's: it sets none of its own, and nothing is begun where nothing is kept.
  const cookies = comesBack === null ? answer.cookies.filter((item) => !item.startsWith("lk_session")) : [];
  return responseOf({ ...answer, headers, cookies });
}
