import { encode } from "next-auth/jwt";
import { runtime } from "@/lib/access/runtime";
import { startDashboardSession } from "@/lib/features/accounts/login";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { type TestUser, testPassword } from "./factories";

/** The headers by which a page of the dashboard calls its own endpoints, for somebody who has just signed in. */
export async function dashboardHeaders({ email }: TestUser): Promise<Record<string, string>> {
  const started = await startDashboardSession({ email, password: testPassword }, { address: null, userAgent: null });
  if (!started) throw new Error(`${email} cannot sign in`);
  const { settings } = runtime();
  const cookie = await encode({ token: { sid: started.sessionId }, secret: settings.nextAuthSecret });
  return { cookie: `${dashboardCookieName(settings)}=${cookie}`, "sec-fetch-site": "same-origin" };
}
