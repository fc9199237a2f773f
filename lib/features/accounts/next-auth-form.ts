import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { readUtf8 } from "@/lib/http/body";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import type { Client } from "@/lib/http/route";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { endReplacedSession } from "./browser-session";
import type { SecondFactorDemand } from "./factors/demand-second-factor";
import { lastSignInCookie } from "./last-sign-in";
import { nextAuthOptions } from "./next-auth";
import { callNextAuth, cookiesOf, nextAuthAnswer } from "./next-auth-call";
import { nextAuthContracts } from "./next-auth-contract";
import { nameBrowser } from "./sessions/device-cookie";
import { secondStepCookie } from "./sign-in/second-step-cookie";

/** What our pages send; next-auth answers 500 to JSON that does not parse. */
const formType = "application/x-www-form-urlencoded";

/** Hands an admitted request of our own pages to next-auth, which reads its action from the path. */
export async function answerNextAuth(request: UnreadRequest, asker: Client): Promise<Answer> {
  const { path, search, headers } = request;
  const { client, cookie: deviceCookie } = nameBrowser(asker, headers.get("cookie"));
  const isPost = request.method === "POST";
  if (isPost && !headers.get("content-type")?.startsWith(formType)) {
    throw new ApiError("unsupported_media_type", `Send the form as ${formType}`);
  }
  let waiting: SecondFactorDemand | undefined;
  const demand = (one: SecondFactorDemand) => {
    waiting = one;
  };
  let limited: ApiError | undefined;
  const limit = (error: ApiError) => {
    limited = error;
  };
  const outcome = await callNextAuth(nextAuthOptions(client, { demand, limit }), {
    method: isPost ? "POST" : "GET",
    action: path.split("/").slice(3),
    cookies: cookiesOf(headers.get("cookie")),
    query: Object.fromEntries(new URLSearchParams(search)),
    body: isPost ? Object.fromEntries(new URLSearchParams(readUtf8(await request.readBody()))) : {},
  });
  // next-auth would make a 401 of it, without the time to wait.
  if (limited) throw limited;
  const isSignIn = path === nextAuthContracts.credentials.path;
  if (isSignIn && outcome.cookies.some((cookie) => cookie.startsWith(`${dashboardCookieName(runtime().settings)}=`))) {
    await endReplacedSession(headers.get("cookie"), client);
    outcome.cookies.push(lastSignInCookie("email"), deviceCookie);
  }
  if (waiting) outcome.cookies.push(secondStepCookie(waiting), deviceCookie);
  return nextAuthAnswer(outcome);
}
