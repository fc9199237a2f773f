import { z } from "zod";
import { nameOf } from "@/lib/http/name";
import { canBeAppScheme } from "@/lib/platform/app-scheme";
import { holdsDeceptive } from "@/lib/platform/name-text";

/** What an app may use to come by a token. */
export const grantTypeIds = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:device_code",
] as const;
export type GrantTypeId = (typeof grantTypeIds)[number];

/** The grants that an app can have: for itself only one that proves who it is (RFC 6749 section 4.4). */
export function grantTypesFor(authMethod: unknown): readonly GrantTypeId[] {
  return authMethod === "none" ? grantTypeIds.filter((type) => type !== "client_credentials") : grantTypeIds;
}

export const AppName = nameOf(100);

export const Description = z
  .string()
  .trim()
  .max(500, "must have at most 500 characters")
  .refine((text) => !holdsDeceptive(text.replace(/[\n\r\t]/g, " ")), "must not hold invisible characters");

export const Homepage = z.url({ protocol: /^https?$/, error: "must be an http or https address" }).max(500);

const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/**
 * https anywhere, http on this machine only, and an app's own scheme. The deployment says which schemes those are (see
 * `schemeProblem`). Compared character by character (RFC 9700 section 2.1), but for the port of an app that listens on
 * the user's machine (RFC 8252 section 7.3).
 */
const RedirectUri = z
  .string()
  .max(2_000)
  .refine(
    isRedirectUri,
    "must be an https address, an http address of this machine, or an app's own scheme such as com.example.app:/callback",
  );

export const RedirectUris = z.array(RedirectUri).max(20, "must be at most 20 addresses");

function isRedirectUri(text: string): boolean {
  // Only what every parser reads alike: no control characters, no backslash, names of other alphabets as `xn--…`.
  if (!URL.canParse(text) || !/^[\x21-\x7e]+$/.test(text) || /[#*\\]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (/^https?:$/.test(protocol)) {
    // The host becomes a source in the consent page's policy.
    if (!/^https?:\/\/[^/]/.test(text) || !/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname)) return false;
    return protocol === "https:" || loopbackHosts.includes(hostname);
  }
  return canBeAppScheme(schemeOf(text));
}

/** The scheme of a URI, in lower case and without its colon. */
export function schemeOf(uri: string): string {
  return new URL(uri).protocol.slice(0, -1);
}

/**
 * Where an app runs, by how it proves itself and where it is reached. `native` is what is on the user's machine and may
 * listen on any port there (RFC 8252 section 7.3).
 */
export function applicationTypeOf(authMethod: unknown, redirectUris: readonly string[]): "native" | "web" {
  const hasOwnScheme = redirectUris.some((uri) => !/^https?:/.test(uri));
  const listens = authMethod === "none" && redirectUris.some((uri) => uri.startsWith("http:"));
  return hasOwnScheme || listens ? "native" : "web";
}
