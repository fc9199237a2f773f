import "server-only";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * The address of an application that may receive a token, as browsers will read it; throws 400 for any other. Its origin
 * is compared as a whole with REDIRECT_ORIGINS, and only an application on this very machine may do without HTTPS.
 */
export function requireAllowedRedirect(text: string): string {
  const field = "redirect_uri";
  // Browsers, libraries and people read these differently.
  if (/[\\\s]/.test(text)) throw invalidField(field, "must not hold backslashes or spaces");
  if (!URL.canParse(text)) throw invalidField(field, "is not an absolute URL");
  const url = new URL(text);
  if (url.username || url.password) throw invalidField(field, "must not hold a user name or password");
  if (text.includes("#")) throw invalidField(field, "must not have a fragment: the token is returned there");
  if (!runtime().settings.redirectOrigins.includes(url.origin))
    throw invalidField(field, "is not at an origin that may receive tokens");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.test(url.hostname))) {
    throw invalidField(field, "must use https");
  }
  return url.href;
}
