import "server-only";
import type { Settings } from "@/lib/platform/settings";
import { cookieValue } from "./dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "./own-cookie";

/** Sent to the portal's page and its own endpoints alone, and along with a link that leads there. */
const cookie: OwnCookie = { name: "latchkey.portal", path: "/portal", sameSite: "Lax" };

/** What a customer is told whose portal is not open, or not any more. */
export const portalClosed = "This portal is closed; open it again from where you came";

/** The secret of a portal's session among the cookies of a request; null without one. */
export function portalSecret(header: string | null, settings: Settings): string | null {
  const value = cookieValue(header, cookieName(cookie, settings));
  return value === null || !/^[A-Za-z0-9]{1,100}$/.test(value) ? null : value;
}

/** The `Set-Cookie` that opens a portal for as many seconds. */
export function portalCookie(secret: string, lifetimeSeconds: number, settings: Settings): string {
  return setCookie(cookie, secret, lifetimeSeconds, settings);
}

/** The `Set-Cookie` that makes a browser forget it. */
export function forgottenPortalCookie(settings: Settings): string {
  return setCookie(cookie, "", 0, settings);
}
