import { z } from "zod";

/** What an app may use to come by a token. */
export const grantTypeIds = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:device_code",
] as const;
export type GrantTypeId = (typeof grantTypeIds)[number];

/** How an app proves who it is at the token endpoint; `none` for apps that cannot keep a secret. */
export const authMethodIds = ["client_secret_post", "client_secret_basic", "none"] as const;
export type AuthMethodId = (typeof authMethodIds)[number];

const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Compared character by character (RFC 9700 section 2.1): https anywhere, http on this machine only, and an app's own
 * scheme in reverse-domain form (RFC 8252 section 7.1).
 */
export const RedirectUri = z
  .string()
  .max(2_000)
  .refine(
    isRedirectUri,
    "must be an https address, an http address of this machine, or an app's own scheme such as com.example.app:/callback",
  );

function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || /[#*\s]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === "https:") return hostname !== "";
  if (protocol === "http:") return loopbackHosts.includes(hostname);
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
}
