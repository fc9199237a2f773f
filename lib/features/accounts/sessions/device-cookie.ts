import "server-only";
import { runtime } from "@/lib/access/runtime";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "@/lib/http/own-cookie";
import type { Client } from "@/lib/http/route";
import { randomBase62 } from "@/lib/platform/random";

const deviceCookie: OwnCookie = { name: "latchkey.device", path: "/", sameSite: "Lax" };
/** As long as browsers keep any cookie. */
const lifetimeSeconds = 400 * 86_400;
/** 142 bits: nobody else comes by the name of a browser. */
const nameLength = 24;

/** A client that is a browser, and the cookie by which it is known the next time. */
export type KnownBrowser = { client: Client; cookie: string };

/** Names the browser that a request comes from, as it was named before or anew; the answer to a sign-in sets the cookie. */
export function nameBrowser(client: Client, cookies: string | null): KnownBrowser {
  const { settings } = runtime();
  const earlier = cookieValue(cookies, cookieName(deviceCookie, settings));
  const device = earlier && /^[0-9A-Za-z]{24}$/.test(earlier) ? earlier : randomBase62(nameLength);
  const cookie = setCookie(deviceCookie, device, lifetimeSeconds, settings);
  return { client: { ...client, device }, cookie };
}
