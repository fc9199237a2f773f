import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "@/lib/http/own-cookie";
import { ProviderId } from "./provider-contract";
import { SignInPage } from "./sign-in-start-contract";

const Goal = z.discriminatedUnion("kind", [
  /** A page of our own, and the one where the sign-in began. */
  z.object({ kind: z.literal("dashboard"), target: z.string(), from: SignInPage.optional() }),
  /** An application that wants a session JWT. */
  z.object({ kind: z.literal("token"), redirectUri: z.string() }),
  /** Another way in for the user who is signed in. */
  z.object({ kind: z.literal("connect"), userId: z.string(), sessionId: z.string() }),
  /** A proof that it is still the user who is signed in. */
  z.object({ kind: z.literal("confirm"), userId: z.string(), sessionId: z.string() }),
]);
/** What a sign-in at a provider is for. */
export type Goal = z.output<typeof Goal>;

const Intent = z.object({ provider: ProviderId, state: z.string().min(20), startedAtMs: z.number(), goal: Goal });
export type Intent = z.output<typeof Intent>;

const purpose = "sign-in intent";
const lifetimeSeconds = 15 * 60;
/** The provider leads back by a link of its own. */
const returnCookie: OwnCookie = { name: "latchkey.sign-in", path: "/api/auth", sameSite: "Lax" };

/** The cookie that remembers, while the browser is at the provider, what the sign-in is for: encrypted and authenticated. */
export function intentCookie(intent: Omit<Intent, "startedAtMs">): string {
  const { clock, seals } = runtime();
  const value = seals.seal(JSON.stringify({ ...intent, startedAtMs: clock.now() } satisfies Intent), purpose);
  return setCookie(returnCookie, value, lifetimeSeconds, runtime().settings);
}

/** Makes the browser forget it: an intent is good for one return. */
export function clearedIntentCookie(): string {
  return setCookie(returnCookie, "", 0, runtime().settings);
}

/**
 * The intent of the sign-in that a browser returns from. Null when this browser began none, began it too long ago, at
 * another provider, or with another `state`. A return that this browser did not ask for (login CSRF) ends there.
 */
export function readIntent(cookies: string | null, provider: ProviderId, state: string | null): Intent | null {
  const { clock, seals } = runtime();
  const value = cookieValue(cookies, cookieName(returnCookie, runtime().settings));
  if (!value || !state) return null;
  try {
    const intent = Intent.parse(JSON.parse(seals.open(value, purpose)));
    const isFresh = clock.now() - intent.startedAtMs < lifetimeSeconds * 1000;
    return isFresh && intent.provider === provider && intent.state === state ? intent : null;
  } catch {
    return null;
  }
}
