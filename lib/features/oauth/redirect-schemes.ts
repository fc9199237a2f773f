import "server-only";
import { runtime } from "@/lib/access/runtime";
import { isReverseDomain } from "@/lib/platform/app-scheme";
import { schemeOf } from "./client-metadata";

/**
 * Why an app may not be called back at one of these addresses; null where it may. An own scheme is in reverse-domain
 * form, which names whose it is (RFC 8252 section 7.1). Others the operator has to allow: any app on a device can claim
 * `cursor:`.
 */
export function schemeProblem(redirectUris: readonly string[]): { index: number; message: string } | null {
  const allowed = ["https", "http", ...runtime().settings.oauthRedirectSchemes];
  const index = redirectUris.map(schemeOf).findIndex((scheme) => !isReverseDomain(scheme) && !allowed.includes(scheme));
  if (index === -1) return null;
  const scheme = schemeOf(redirectUris[index] ?? "");
  const message = `must not use the scheme ${scheme}: it names no domain, as com.example.app: does. The operator can allow it in OAUTH_REDIRECT_SCHEMES`;
  return { index, message };
}
