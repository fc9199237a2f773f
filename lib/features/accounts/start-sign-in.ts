import "server-only";
import { randomBytes } from "node:crypto";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Answer, jsonAnswer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { isSecureSite } from "@/lib/http/own-cookie";
import type { Client } from "@/lib/http/route";
import { labelOf } from "@/lib/tenancy/sign-in-providers";
import { csrfProof } from "./former-cookies";
import { nextAuthOptions } from "./next-auth";
import { callNextAuth } from "./next-auth-call";
import { requireConfigured } from "./oauth-providers";
import type { ProviderId } from "./provider-contract";
import { requireAllowedRedirect } from "./redirect-target";
import { requireConfirmingProvider } from "./sessions/confirm-at-provider";
import { type Goal, intentCookie } from "./sign-in-intent";
import { landingOf, refusedLandingOf } from "./sign-in-landing";
import type { SignInStart } from "./sign-in-start-contract";

/**
 * `GET /api/auth/github|google|oidc/{provider}`: sends the browser to the provider. Throws 404 for a provider that is
 * not configured, 400 for a `redirect_uri` that may receive no token. `pathOf` makes a page of our own out of what was
 * asked for.
 */
export async function startSignIn(
  providerName: string,
  { redirect_uri: redirectUri, callbackUrl, from }: SignInStart,
  client: Client,
  pathOf: (callbackUrl: string | undefined) => string,
): Promise<Answer> {
  const provider = requireConfigured(providerName);
  const goal: Goal =
    redirectUri === undefined
      ? { kind: "dashboard", target: pathOf(callbackUrl), from }
      : { kind: "token", redirectUri: requireAllowedRedirect(redirectUri) };
  const begun = await begin(provider, goal, client);
  const location = begun?.url ?? landingOf({ kind: "failed", code: "provider_unavailable" }, goal);
  return new Answer(302, { location, ...noStore }, "", begun?.cookies);
}

/**
 * Begins to connect a provider's account to the signed-in user. Answers where the page should lead the browser, with
 * the cookies for it.
 */
export async function connectFromSettings(
  { userId, credentialId: sessionId }: UserPrincipal,
  providerName: string,
  client: Client,
): Promise<Answer> {
  return lead(requireConfigured(providerName), { kind: "connect", userId, sessionId }, client);
}

/** Begins to prove at a provider that it is still the user who is signed in; answers as above, and throws as `requireConfirmingProvider`. */
export async function beginConfirmation(
  principal: UserPrincipal,
  providerName: string,
  client: Client,
): Promise<Answer> {
  const provider = await requireConfirmingProvider(principal, providerName);
  const { userId, credentialId: sessionId } = principal;
  return lead(provider, { kind: "confirm", userId, sessionId }, client);
}

async function lead(provider: ProviderId, goal: Goal, client: Client): Promise<Answer> {
  const begun = await begin(provider, goal, client);
  if (!begun) throw new ApiError("unavailable", `${labelOf(provider)} cannot be reached right now; try again`);
  return jsonAnswer(200, { url: begun.url }, noStore, begun.cookies);
}

const noStore = { "cache-control": "no-store" };

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
    cookies,
    // next-auth hands it on to the provider.
    query: goal.kind === "confirm" ? askingAgain(provider) : {},
    body: { csrfToken, json: "true" },
  });
  const { url } = (answer.body ?? {}) as { url?: string };
  const state = url && URL.canParse(url) ? new URL(url).searchParams.get("state") : null;
  if (!url || !state) return null;
  return { url, cookies: [...answer.cookies, intentCookie({ provider, goal }, state, refusedLandingOf(goal))] };
}

/**
 * Asks a provider to have its user sign in anew (OpenID Connect Core section 3.1.2.1): a browser that was left open here was
 * left open there too. Google refuses `prompt=login`, and GitHub knows neither.
 */
function askingAgain(provider: ProviderId): Record<string, string> {
  if (provider === "github") return {};
  return provider === "google" ? { max_age: "0" } : { prompt: "login", max_age: "0" };
}

/** next-auth starts a flow for its own form alone, which this pair is the proof of. Its secret never leaves this process. */
function csrfPair(): { csrfToken: string; cookies: Record<string, string> } {
  const { settings } = runtime();
  const csrfToken = randomBytes(32).toString("hex");
  const proof = csrfProof(csrfToken, settings.nextAuthSecret);
  const prefix = isSecureSite(settings) ? "__Host-" : "";
  return { csrfToken, cookies: { [`${prefix}next-auth.csrf-token`]: `${csrfToken}|${proof}` } };
}
