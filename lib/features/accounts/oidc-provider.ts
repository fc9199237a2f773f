import "server-only";
import type { OAuthConfig } from "next-auth/providers/index";
import { canonicalEmail, domainOf } from "@/lib/platform/email-address";
import type { OidcProvider } from "@/lib/platform/oidc-settings";

/** What of an id_token or a userinfo answer is read (OpenID Connect Core section 5.1); each may be of any kind. */
type Claims = { sub?: unknown; name?: unknown; email?: unknown; email_verified?: unknown };

/**
 * An OpenID Connect provider as next-auth takes it: code flow with PKCE, state and nonce, the id_token's signature checked
 * against the keys of its discovery document. It vouches for an address where it says that it has verified it, and where
 * the address is of one of its domains.
 */
export function oidcProvider(
  { id, issuer, clientId, clientSecret, label, domains }: OidcProvider,
  timeoutMs: number,
): OAuthConfig<Claims> {
  return {
    id,
    name: label,
    type: "oauth",
    issuer,
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    httpOptions: { timeout: timeoutMs },
    idToken: true,
    checks: ["state", "pkce", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    userinfo: {
      // The specification lets a provider tell the address by the userinfo endpoint alone.
      async request({ tokens, client }) {
        const claims: Claims = (tokens as { claims: () => Claims }).claims();
        if (claims.email !== undefined || !client.issuer.metadata.userinfo_endpoint) return claims as { sub: string };
        return client.userinfo(tokens as Parameters<typeof client.userinfo>[0]);
      },
    },
    profile({ sub, name, email, email_verified }) {
      return {
        id: typeof sub === "string" ? sub : "",
        name: typeof name === "string" ? name : null,
        email: email_verified === true && typeof email === "string" ? vouchedAddress(email, domains) : null,
      };
    },
  };
}

function vouchedAddress(text: string, domains: readonly string[]): string | null {
  const email = canonicalEmail(text);
  const domain = email && domainOf(email);
  return domain && (domains.length === 0 || domains.includes(domain)) ? email : null;
}
