import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import type { SecondFactorDemand } from "@/lib/features/accounts/factors/demand-second-factor";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "@/lib/http/own-cookie";

const SecondStep = z.object({
  token: z.string(),
  /** The application that wants the session token; null for the dashboard. */
  redirectUri: z.string().nullable(),
});
/** What a browser remembers between the two steps of a sign-in. */
export type SecondStep = z.output<typeof SecondStep>;

const purpose = "second step";
const stepCookie: OwnCookie = { name: "latchkey.second-step", path: "/", sameSite: "Lax" };

/**
 * The cookie that a browser shows with its second factor. It is encrypted and authenticated, so that no other site can
 * say where the token goes, and out of reach for scripts and addresses.
 */
export function secondStepCookie({ token, expiresAt }: SecondFactorDemand, redirectUri: string | null = null): string {
  const { clock, seals } = runtime();
  const value = seals.seal(JSON.stringify({ token, redirectUri } satisfies SecondStep), purpose);
  return cookieOf(value, Math.ceil((expiresAt.getTime() - clock.now()) / 1000));
}

/** Makes the browser forget it. */
export function clearedSecondStepCookie(): string {
  return cookieOf("", 0);
}

/** The step that a request's cookies tell of; null for none of ours. */
export function readSecondStep(cookies: string | null): SecondStep | null {
  const value = cookieValue(cookies, cookieName(stepCookie, runtime().settings));
  if (!value) return null;
  try {
    return SecondStep.parse(JSON.parse(runtime().seals.open(value, purpose)));
  } catch {
    return null;
  }
}

function cookieOf(value: string, lifetimeSeconds: number): string {
  return setCookie(stepCookie, value, lifetimeSeconds, runtime().settings);
}
