import "server-only";
import { endReplacedSession } from "@/lib/features/accounts/browser-session";
import { lastSignInCookie } from "@/lib/features/accounts/last-sign-in";
import { dashboardSessionCookie } from "@/lib/features/accounts/sessions/session-cookie";
import type { LastSignIn } from "@/lib/features/accounts/sign-in-contract";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import type { Client } from "@/lib/http/route";
import type { FirstProof, StartedSession } from "./admit-sign-in";

type Entry = { cookies: string | null; location: string; client: Client };

/**
 * The answer by which a browser that has proved enough comes into the dashboard: its session's cookie, and where to go. The
 * session that the cookie named before ends. `spent` makes the browser forget what led here.
 */
export async function enterDashboard(
  { user, session }: StartedSession,
  method: FirstProof,
  { cookies, location, client }: Entry,
  spent: readonly string[],
): Promise<Answer> {
  await endReplacedSession(cookies, client);
  const cookie = await dashboardSessionCookie(user, session);
  return landed(location, [cookie, lastSignInCookie(wayOf(method)), ...spent]);
}

/** Tells the page where to lead the browser; the address may hold a token, so nothing keeps it. */
export function landed(location: string, cookies: readonly string[]): Answer {
  return jsonAnswer(200, { location }, { "cache-control": "no-store" }, cookies);
}

function wayOf(method: FirstProof): LastSignIn {
  return method === "password" || method === "trusted_issuer" ? "email" : method;
}
