import { encode } from "next-auth/jwt";
import { runtime } from "@/lib/access/runtime";
import { signInWithPassword } from "@/lib/features/accounts/login";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import type { Client } from "@/lib/http/route";
import { type TestUser, testPassword } from "./factories";

/** The headers by which a page of the dashboard calls its own endpoints, for somebody who has just signed in. */
export async function dashboardHeaders({ email }: TestUser, client?: Client): Promise<Record<string, string>> {
  const { settings } = runtime();
  const cookie = await encode({
    token: { sid: await dashboardSession(email, client) },
    secret: settings.nextAuthSecret,
  });
  return { cookie: `${dashboardCookieName(settings)}=${cookie}`, "sec-fetch-site": "same-origin" };
}

/** The id of a dashboard session that a user's password has just begun. */
export async function dashboardSession(
  email: string,
  client: Client = { address: null, userAgent: null },
  password = testPassword,
): Promise<string> {
  const admission = await signInWithPassword({ email, password }, "dashboard", client);
  if (!admission || !("started" in admission)) throw new Error(`${email} cannot sign in`);
  return admission.started.session.id;
}
