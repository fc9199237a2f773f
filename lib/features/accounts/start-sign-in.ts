import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { Admission } from "@/lib/http/gate";
import { type Client, clientOf } from "@/lib/http/route";
import { ProviderId, providerLabels, SignInStart } from "./contract";
import { nextAuthOptions } from "./next-auth";
import { callNextAuth } from "./next-auth-call";
import { requireConfigured } from "./oauth-providers";
import { requireRecentSignIn } from "./recent-sign-in";
import { requireAllowedRedirect } from "./redirect-target";
import { type Goal, intentCookie } from "./sign-in-intent";
import { landingOf } from "./sign-in-landing";

/**
 * `GET /api/auth/github|google`: sends the browser to the provider. Throws 404 for a provider that is not configured, 400
 * for a `redirect_uri` that may receive no token; `pathOf` makes a page of our own out of what was asked for.
 */
export async function startSignIn(
  provider: ProviderId,
  request: Request,
  client: Client,
  pathOf: (callbackUrl: string | undefined) => string,
): Promise<Response> {
  requireConfigured(provider);
  const parsed = SignInStart.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!parsed.success) throw invalidField(parsed.error.issues[0]?.path.join(".") ?? "", "is too long or empty");
  const { redirect_uri: redirectUri, callbackUrl } = parsed.data;
  const goal: Goal =
    redirectUri === undefined
      ? { kind: "dashboard", target: pathOf(callbackUrl) }
      : { kind: "token", redirectUri: requireAllowedRedirect(redirectUri) };
  const begun = await begin(provider, goal, client);
  const location = begun?.url ?? landingOf({ kind: "failed", code: "provider_unavailable" }, goal);
  return withCookies(new Response(null, { status: 302, headers: { location, ...noStore } }), begun?.cookies);
}

/**
 * Begins to connect a provider's account to the signed-in user: answers where the page should lead the browser, with the
 * cookies for it. Throws 403 without a recent sign-in, because what is connected stays a way in.
 */
export async function connectFromSettings(request: Request, admission: Admission): Promise<Response> {
  const { principal, params } = admission;
  const provider = ProviderId.safeParse(params.provider);
  if (!provider.success) throw new ApiError("not_found", "There is no such provider");
  requireConfigured(provider.data);
  if (!principal?.userId) throw new ApiError("forbidden");
  const { userId, credentialId: sessionId } = principal;
  await requireRecentSignIn({ userId, credentialId: sessionId });
  const goal: Goal = { kind: "connect", userId, sessionId };
  const begun = await begin(provider.data, goal, clientOf(request, admission));
  if (!begun)
    throw new ApiError("unavailable", `${providerLabels[provider.data]} cannot be reached right now; try again`);
  return withCookies(Response.json({ url: begun.url }, { headers: noStore }), begun.cookies);
}

const noStore = { "cache-control": "no-store" };

function withCookies(response: Response, cookies: readonly string[] = []): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

type Begun = { url: string; cookies: string[] };

/**
 * The provider's address to go to, and the cookies that the return is checked with: next-auth's state, PKCE and nonce,
 * and our intent. Null when the provider cannot be reached.
 */
async function begin(provider: ProviderId, goal: Goal, client: Client): Promise<Begun | null> {
  const { csrfToken, cookies } = csrfPair();
  const answer = await callNextAuth(nextAuthOptions(client), {
    method: "POST",
    action: ["signin", provider],
    headers: new Headers(),
    cookies,
    body: { csrfToken, json: "true" },
  });
  const { url } = (answer.body ?? {}) as { url?: string };
  const state = url && URL.canParse(url) ? new URL(url).searchParams.get("state") : null;
  if (!url || !state) return null;
  return { url, cookies: [...answer.cookies, intentCookie({ provider, state, goal })] };
}

/** next-auth starts a flow for its own form alone, which this pair is the proof of. Its secret never leaves this process. */
function csrfPair(): { csrfToken: string; cookies: Record<string, string> } {
  const { settings } = runtime();
  const csrfToken = randomBytes(32).toString("hex");
  const proof = createHash("sha256").update(`${csrfToken}${settings.nextAuthSecret}`).digest("hex");
  const prefix = settings.publicUrl.startsWith("https://") ? "__Host-" : "";
  return { csrfToken, cookies: { [`${prefix}next-auth.csrf-token`]: `${csrfToken}|${proof}` } };
}
