import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName } from "./dashboard-cookie";
import { principalOfCookie } from "./dashboard-session";
import { isForAnySignedIn } from "./edge-identity";

/** Who is looking at a page, by the session cookie; null when not signed in. Checked once a request. */
export const pagePrincipal = cache(async (): Promise<UserPrincipal | null> => {
  const jar = await cookies();
  return principalOfCookie(jar.get(dashboardCookieName(runtime().settings))?.value ?? null);
});

/** Whether a page is for somebody who is signed in, whoever that is: then our server may answer it to all of them. */
export async function isSignedInPage(): Promise<boolean> {
  return isForAnySignedIn(await headers()) || (await pagePrincipal()) !== null;
}
