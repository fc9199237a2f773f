import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { readReturn, returnCookie } from "@/lib/http/return-cookie";
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

const Intent = z.object({ provider: ProviderId, startedAtMs: z.number(), goal: Goal });
export type Intent = z.output<typeof Intent>;

const lifetimeSeconds = 15 * 60;

/** The cookie that remembers, while the browser is at the provider, what the sign-in is for, and where a refused return leads. */
export function intentCookie(intent: Omit<Intent, "startedAtMs">, state: string, refusedTo: string): string {
  const kept: Intent = { ...intent, startedAtMs: runtime().clock.now() };
  return returnCookie({ ...kept, state, refusedTo }, lifetimeSeconds);
}

/**
 * The intent of the sign-in that a browser returns from. Null when this browser began none, began it too long ago, at
 * another provider, or with another `state`. A return that this browser did not ask for (login CSRF) ends there.
 */
export function readIntent(cookies: string | null, provider: ProviderId, state: string | null): Intent | null {
  const intent = Intent.safeParse(readReturn(cookies, state));
  if (!intent.success) return null;
  const { startedAtMs, provider: asked } = intent.data;
  const isFresh = runtime().clock.now() - startedAtMs < lifetimeSeconds * 1000;
  return isFresh && asked === provider ? intent.data : null;
}
