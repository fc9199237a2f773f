import "server-only";
import { randomBytes } from "node:crypto";

/**
 * Security headers of a page, with a fresh nonce. Only scripts that carry it run, and no other site may frame the page.
 * Its forms lead to this site, or by a redirect to `formTarget`, a source that the server itself chose.
 */
export function pageSecurityHeaders(formTarget: string | null = null): Record<string, string> {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'self'",
    // Style attributes cannot carry a nonce, and the component library positions its overlays with them.
    "style-src 'self' 'unsafe-inline'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    `form-action 'self'${formTarget === null ? "" : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  };
}

/** The nonce of a page's policy, as middleware put it on the request; undefined without one. */
export function nonceOf(policy: string | null): string | undefined {
  return policy?.match(/'nonce-([^']+)'/)?.[1];
}
