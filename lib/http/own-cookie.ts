import "server-only";
import type { Settings } from "@/lib/platform/settings";

/** A cookie of our own, which no script reads. */
export type OwnCookie = {
  name: string;
  path: string;
  /** `Strict` for what no link of another site needs. */
  sameSite: "Lax" | "Strict";
};

/** Whether browsers reach this deployment over HTTPS, where cookies are `Secure`. */
export function isSecureSite({ publicUrl }: Pick<Settings, "publicUrl">): boolean {
  return publicUrl.startsWith("https://");
}

/** A cookie's name; over HTTPS its prefix makes browsers insist on `Secure`, and on this very host where the path is all of it. */
export function cookieName({ name, path }: Omit<OwnCookie, "sameSite">, settings: Settings): string {
  if (!isSecureSite(settings)) return name;
  return `${path === "/" ? "__Host-" : "__Secure-"}${name}`;
}

/** The `Set-Cookie` of a value for as many seconds; 0 makes the browser forget it. */
export function setCookie(cookie: OwnCookie, value: string, lifetimeSeconds: number, settings: Settings): string {
  return withAttributes(cookieName(cookie, settings), cookie, value, lifetimeSeconds, settings);
}

/** The same under a name as it is, for a cookie that somebody else has named, or that is worth no prefix. */
export function withAttributes(
  name: string,
  { path, sameSite }: Omit<OwnCookie, "name">,
  value: string,
  lifetimeSeconds: number,
  settings: Settings,
): string {
  const secure = isSecureSite(settings) ? "; Secure" : "";
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${lifetimeSeconds}${secure}`;
}
