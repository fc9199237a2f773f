import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName, readDashboardCookie } from "./dashboard-cookie";

/** Who is looking at a page, by the session cookie; null for nobody. Checked once a request. */
export const pagePrincipal = cache(async (): Promise<UserPrincipal | null> => {
  const jar = await cookies();
  const { settings, directory } = runtime();
  const cookie = jar.get(dashboardCookieName(settings));
  const sessionId = await readDashboardCookie(cookie?.value ?? null, settings);
  if (sessionId === null) return null;
  const check = await directory.checkDashboardSession(sessionId);
  if (!check.ok) return null;
  const { userId } = check.record.principal;
  return userId === null ? null : { ...check.record.principal, userId };
});
