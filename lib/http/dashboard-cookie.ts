import "server-only";
import { decode, type JWT } from "next-auth/jwt";
import type { Settings } from "@/lib/platform/settings";
import { ApiError } from "./api-error";
import type { HeaderReader } from "./header-reader";
import { isSecureSite } from "./own-cookie";

/** The cookie that next-auth keeps its encrypted token in; over HTTPS its name makes browsers insist on `Secure`. */
export function dashboardCookieName(settings: Settings): string {
  const name = "next-auth.session-token";
  return isSecureSite(settings) ? `__Secure-${name}` : name;
}

/** The session that the cookie names, or null when there is none or it does not decrypt. */
export async function readDashboardCookie(cookie: string | null, settings: Settings): Promise<string | null> {
  if (!cookie) return null;
  const token = await decodeNextAuth(cookie, settings);
  return typeof token?.sid === "string" ? token.sid : null;
}

/** What a cookie of next-auth's holds, also one that was encrypted with a former secret; null where none decrypts it. */
export async function decodeNextAuth(
  cookie: string,
  { nextAuthSecret, formerSecrets }: Settings,
  salt = "",
): Promise<JWT | null> {
  for (const secret of [nextAuthSecret, ...formerSecrets.nextAuthSecret]) {
    const token = await decode({ token: cookie, secret, salt }).catch(() => null);
    if (token) return token;
  }
  return null;
}

/** The value of a cookie in a `Cookie` header. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return null;
}

/** A change that another site's page sent: told plainly, and with no page of ours for that site to show. */
export class CrossSiteRequest extends ApiError {
  constructor() {
    super("forbidden", "This request did not come from the dashboard's own pages");
  }
}

/** Refuses a change that another site's page asked the browser to send along with our cookie (CSRF). */
export function requireSameOrigin({ method, headers }: { method: string; headers: HeaderReader }): void {
  if (method === "GET" || method === "HEAD") return;
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  // Browsers that send no Sec-Fetch-Site still send Origin with a change.
  const origin = headers.get("origin");
  if (site === null && origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get("host")) return;
  throw new CrossSiteRequest();
}
