import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readDashboardCookie } from "./dashboard-cookie";

/** Whose session the dashboard's cookie names; null without one that holds. */
export async function principalOfCookie(value: string | null): Promise<UserPrincipal | null> {
  const { settings, directory } = runtime();
  const sessionId = await readDashboardCookie(value, settings);
  if (sessionId === null) return null;
  const check = await directory.checkDashboardSession(sessionId);
  if (!check.ok) return null;
  const { userId } = check.record.principal;
  return userId === null ? null : { ...check.record.principal, userId };
}
