import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName } from "./dashboard-cookie";
import { type SignedIn, sessionOfCookie } from "./dashboard-session";
import { isForAnySignedIn } from "./edge-identity";

/** Checked once a request. */
const pageSession = cache(async (): Promise<SignedIn | null> => {
  const jar = await cookies();
  return sessionOfCookie(jar.get(dashboardCookieName(runtime().settings))?.value ?? null);
});

/**
 * Who is looking at a page, by the session cookie; null when not signed in. A member whom their organization stops is
 * led to their settings instead.
 */
export async function pagePrincipal(): Promise<UserPrincipal | null> {
  const session = await pageSession();
  if (session?.stoppedBy) redirect("/dashboard/settings");
  return session?.principal ?? null;
}

/** The same for pages about the user alone, which are open to one whom their organization stops. */
export async function accountPrincipal(): Promise<UserPrincipal | null> {
  return (await pageSession())?.principal ?? null;
}

/** What stops a page's visitor in the organization that they act for; null: nothing. */
export async function visitorStoppedBy(): Promise<SignedIn["stoppedBy"]> {
  return (await pageSession())?.stoppedBy ?? null;
}

/** Whether a page is for somebody who is signed in, whoever that is: then our server may answer it to all of them. */
export async function isSignedInPage(): Promise<boolean> {
  return isForAnySignedIn(await headers()) || (await accountPrincipal()) !== null;
}
