import "server-only";
import { runtime } from "@/lib/access/runtime";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import type { Client } from "@/lib/http/route";
import { randomBase62 } from "@/lib/platform/random";

/** As long as browsers keep any cookie. */
const lifetimeSeconds = 400 * 86_400;
/** 142 bits: nobody else comes by the name of a browser. */
const nameLength = 24;

/** A client that is a browser, and the cookie by which it is known the next time. */
export type KnownBrowser = { client: Client; cookie: string };

/** Names the browser that a request comes from, as it was named before or anew; the answer to a sign-in sets the cookie. */
export function nameBrowser(client: Client, cookies: string | null): KnownBrowser {
  const earlier = cookieValue(cookies, cookieName());
  const device = earlier && /^[0-9A-Za-z]{24}$/.test(earlier) ? earlier : randomBase62(nameLength);
  const secure = isSecure() ? "; Secure" : "";
  const cookie = `${cookieName()}=${device}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${lifetimeSeconds}${secure}`;
  return { client: { ...client, device }, cookie };
}

function cookieName(): string {
  return isSecure() ? "__Host-latchkey.device" : "latchkey.device";
}

function isSecure(): boolean {
  return runtime().settings.publicUrl.startsWith("https://");
}
