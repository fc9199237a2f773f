import "server-only";
import { lacksFactor } from "@/lib/access/policy-rules";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readDashboardCookie } from "./dashboard-cookie";

/** Who is signed in, and whether the organization that they act for stops them until they have a second factor. */
export type SignedIn = { principal: UserPrincipal; isStopped: boolean };

/** Whose session the dashboard's cookie names; null without one that holds. */
export async function sessionOfCookie(value: string | null): Promise<SignedIn | null> {
  const { settings, directory, clock } = runtime();
  const sessionId = await readDashboardCookie(value, settings);
  if (sessionId === null) return null;
  const check = await directory.checkDashboardSession(sessionId);
  if (!check.ok) return null;
  const { principal } = check.record;
  const { userId } = principal;
  if (userId === null) return null;
  return { principal: { ...principal, userId }, isStopped: lacksFactor(check.record, clock.now()) };
}

/** Whose session the cookie names, whatever they may do; null without one that holds. */
export async function principalOfCookie(value: string | null): Promise<UserPrincipal | null> {
  return (await sessionOfCookie(value))?.principal ?? null;
}
