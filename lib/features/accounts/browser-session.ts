import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { cookieValue, dashboardCookieName, readDashboardCookie } from "@/lib/http/dashboard-cookie";
import type { Client } from "@/lib/http/route";
import { endSession } from "./sessions";

/** The dashboard session that a request's cookies name, if it still counts. */
export async function readBrowserSession(cookies: string | null): Promise<{ id: string; userId: string } | null> {
  const { settings, directory } = runtime();
  const id = await readDashboardCookie(cookieValue(cookies, dashboardCookieName(settings)), settings);
  const check = id === null ? null : await directory.checkDashboardSession(id);
  const userId = check?.ok ? check.record.principal.userId : null;
  return id !== null && userId ? { id, userId } : null;
}

/** Ends the session that a new sign-in takes the cookie of: this browser could not use or end it any more. */
export async function endReplacedSession(cookies: string | null, client: Client): Promise<void> {
  const replaced = await readBrowserSession(cookies);
  if (!replaced) return;
  await endSession(replaced, replaced.id, "replaced_by_sign_in", client).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.kind === "not_found")) throw error;
  });
}
