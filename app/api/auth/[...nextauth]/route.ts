import { runtime } from "@/lib/access/runtime";
import { endReplacedSession } from "@/lib/features/accounts/browser-session";
import { nextAuthContracts } from "@/lib/features/accounts/contract";
import { finishSignIn } from "@/lib/features/accounts/finish-sign-in";
import { lastSignInCookie } from "@/lib/features/accounts/last-sign-in";
import { nextAuthOptions } from "@/lib/features/accounts/next-auth";
import { callNextAuth, nextAuthResponse } from "@/lib/features/accounts/next-auth-call";
import { ApiError } from "@/lib/http/api-error";
import { readBytes, readUtf8 } from "@/lib/http/body";
import { createContractIndex } from "@/lib/http/contract-index";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import type { Admission } from "@/lib/http/gate";
import { answerNotFound } from "@/lib/http/not-found";
import { clientOf, guard } from "@/lib/http/route";

const { github, google, ...ownForms } = nextAuthContracts;
const index = createContractIndex(Object.values(nextAuthContracts));
const handlers = new Map(
  [
    ...Object.values(ownForms).map((contract) => ({ contract, handle: answer })),
    { contract: github, handle: finish("github") },
    { contract: google, handle: finish("google") },
  ].map(({ contract, handle }) => [`${contract.method} ${contract.path}`, guard(contract, handle)]),
);

/** What our pages send; next-auth answers 500 to JSON that does not parse. */
const formType = "application/x-www-form-urlencoded";

/** Hands an admitted request of our own pages to next-auth, which reads its action from the path. */
async function answer(request: Request, admission: Admission): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const isPost = request.method === "POST";
  if (isPost && !request.headers.get("content-type")?.startsWith(formType)) {
    throw new ApiError("unsupported_media_type", `Send the form as ${formType}`);
  }
  const call = {
    method: isPost ? "POST" : "GET",
    action: pathname.split("/").slice(3),
    headers: request.headers,
    query: Object.fromEntries(searchParams),
    body: isPost ? Object.fromEntries(new URLSearchParams(readUtf8(await readBytes(request)))) : {},
  } as const;
  const client = clientOf(request, admission);
  const outcome = await callNextAuth(nextAuthOptions(client), call);
  const isSignIn = pathname === ownForms.credentials.path;
  if (isSignIn && outcome.cookies.some((cookie) => cookie.startsWith(`${dashboardCookieName(runtime().settings)}=`))) {
    await endReplacedSession(request.headers.get("cookie"), client);
    outcome.cookies.push(lastSignInCookie("email"));
  }
  return nextAuthResponse(outcome);
}

function finish(provider: "github" | "google") {
  return (request: Request, admission: Admission) => finishSignIn(provider, request, clientOf(request, admission));
}

/** Only the actions that the contract table declares; the others of next-auth are not served. */
async function handle(request: Request): Promise<Response> {
  const match = index.match(request.method, new URL(request.url).pathname);
  const handler =
    match.found === "contract" ? handlers.get(`${match.contract.method} ${match.contract.path}`) : undefined;
  return handler ? handler(request) : answerNotFound(request);
}

export { handle as GET, handle as POST };
