import "server-only";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "@/lib/http/answer";
import { clearedReturnCookie } from "@/lib/http/return-cookie";
import type { Client } from "@/lib/http/route";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { sessionToken } from "@/lib/tenancy/session-token";
import { endReplacedSession, readBrowserSession } from "./browser-session";
import { lastSignInCookie } from "./last-sign-in";
import { type Arrival, nextAuthOptions } from "./next-auth";
import { callNextAuth, cookiesOf } from "./next-auth-call";
import { requireConfigured } from "./oauth-providers";
import { connectProfile, signInWithProfile } from "./provider-account";
import type { ProviderProfile } from "./provider-profile";
import { confirmWithProfile, wasAskedAgain } from "./sessions/confirm-at-provider";
import { nameBrowser } from "./sessions/device-cookie";
import { type Admission, admitSignIn } from "./sign-in/admit-sign-in";
import { secondStepCookie } from "./sign-in/second-step-cookie";
import { type Goal, type Intent, readIntent } from "./sign-in-intent";
import { landingOf } from "./sign-in-landing";

/**
 * `GET /api/auth/callback/{provider}`: where the provider sends the browser back to. next-auth exchanges the code
 * and checks state, PKCE and nonce. This decides whom the answer signs in, and where the browser goes.
 */
export async function finishSignIn(providerName: string, request: UnreadRequest, asker: Client): Promise<Answer> {
  const provider = requireConfigured(providerName);
  const searchParams = new URLSearchParams(request.search);
  const cookies = request.headers.get("cookie");
  const { client, cookie: deviceCookie } = nameBrowser(asker, cookies);
  const intent = readIntent(cookies, provider, searchParams.get("state"));
  if (!intent) return leave({ kind: "failed", code: "state_mismatch" }, null, []);
  const { goal } = intent;
  const denied = searchParams.get("error");
  if (denied !== null) {
    const code = denied === "access_denied" ? "access_denied" : "provider_failed";
    return leave({ kind: "failed", code }, goal, []);
  }
  let arrival: Arrival = { kind: "failed", code: "provider_failed" };
  const arrive = async (profile: ProviderProfile, signedInThereMs: number | null) => {
    arrival = await settle(intent, profile, signedInThereMs, cookies, client).catch((error: unknown): Arrival => {
      runtime().log("error", "sign_in_failed", { ...errorFields(error) });
      return { kind: "failed", code: "server_error" };
    });
    return arrival;
  };
  const answer = await callNextAuth(nextAuthOptions(client, { arrive }), {
    method: "GET",
    action: ["callback", provider],
    cookies: cookiesOf(cookies),
    query: Object.fromEntries(searchParams),
  });
  const set = [...answer.cookies, deviceCookie];
  if ((arrival as Arrival).kind !== "session") return leave(arrival, goal, set);
  await endReplacedSession(cookies, client);
  return leave(arrival, goal, [...set, lastSignInCookie(provider)]);
}

/** Does what the sign-in was for with whom the provider vouches for. */
async function settle(
  { goal, startedAtMs }: Intent,
  profile: ProviderProfile,
  signedInThereMs: number | null,
  cookies: string | null,
  client: Client,
): Promise<Arrival> {
  if (goal.kind === "connect" || goal.kind === "confirm") {
    // The browser may have signed out, or in as somebody else, while it was at the provider.
    const stillThere = (await readBrowserSession(cookies))?.id === goal.sessionId;
    if (!stillThere) return { kind: "failed", code: "session_ended" };
  }
  if (goal.kind === "confirm") {
    if (!wasAskedAgain(profile.provider, signedInThereMs, startedAtMs))
      return { kind: "failed", code: "not_asked_again" };
    const { userId, sessionId: credentialId } = goal;
    const set = await confirmWithProfile({ userId, credentialId }, profile, client);
    return set ? { kind: "confirmed", cookies: set } : { kind: "failed", code: "identity_unknown" };
  }
  if (goal.kind === "connect") {
    const result = await connectProfile({ userId: goal.userId, credentialId: goal.sessionId }, profile, client);
    if (result === "connected") return { kind: "connected", provider: profile.provider };
    return { kind: "failed", code: notConnected[result] };
  }
  const kind = goal.kind === "token" ? "api" : "dashboard";
  const signedIn = await signInWithProfile(profile, client, (tx, { userId, connects }) =>
    admitSignIn(tx, userId, { method: profile.provider, kind, client, connects }),
  );
  return signedIn.ok ? arrivalOf(goal, signedIn.started) : { kind: "failed", code: signedIn.reason };
}

/** What the browser is told where a provider's account was not connected. */
const notConnected = {
  taken: "identity_taken",
  has_other: "identity_other",
  session_ended: "session_ended",
} as const;

function arrivalOf(goal: Goal, admission: Admission): Arrival {
  if ("refused" in admission) return { kind: "failed", code: admission.refused };
  if ("secondFactor" in admission) return { kind: "second-factor", demand: admission.secondFactor };
  const { user, session } = admission.started;
  if (goal.kind === "token") return { kind: "token", token: sessionToken(user, session) };
  return { kind: "session", user, sessionId: session.id };
}

/** Leads the browser on. An application's answer is in the fragment, which no server, log or `Referer` sees. */
function leave(arrival: Arrival, goal: Goal | null, cookies: string[]): Answer {
  const headers = {
    location: landingOf(arrival, goal),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  };
  const redirectUri = goal?.kind === "token" ? goal.redirectUri : null;
  const waiting = arrival.kind === "second-factor" ? [secondStepCookie(arrival.demand, redirectUri)] : [];
  const renewed = arrival.kind === "confirmed" ? arrival.cookies : [];
  // An intent is good for one return.
  return new Answer(302, headers, "", [...cookies, clearedReturnCookie(), ...waiting, ...renewed]);
}
