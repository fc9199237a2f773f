import "server-only";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import type { Provider as NextAuthProvider } from "next-auth/providers/index";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { defaultExport } from "@/lib/platform/default-export";
import { canonicalEmail } from "@/lib/platform/email-address";
import type { Settings } from "@/lib/platform/settings";
import { configuredProviders, labelOf } from "@/lib/tenancy/sign-in-providers";
import { readGitHubUser } from "./github-user";
import { oidcProvider } from "./oidc-provider";
import { ProviderId } from "./provider-contract";

const timeoutMs = 10_000;
const httpOptions = { timeout: timeoutMs };

/** The provider that a path names; throws 404 for one that does not exist, or that this deployment does not offer. */
export function requireConfigured(name: string): ProviderId {
  const provider = configuredProviders().find(({ id }) => id === name);
  if (provider) return provider.id;
  if (!ProviderId.safeParse(name).success) throw new ApiError("not_found", "There is no such provider");
  throw new ApiError("not_found", `Sign-in with ${labelOf(name)} is not configured on this deployment`);
}

/**
 * The configured providers as next-auth takes them. The email that they report of a user is only ever a verified one.
 */
export function oauthProviders(): NextAuthProvider[] {
  const { github, google, oidc } = runtime().settings;
  return [
    ...(github ? [gitHubProvider(github)] : []),
    ...(google ? [googleProvider(google)] : []),
    ...oidc.map((provider) => oidcProvider(provider, timeoutMs)),
  ];
}

function gitHubProvider({ clientId, clientSecret, url, apiUrl }: NonNullable<Settings["github"]>) {
  return defaultExport(GitHub)({
    clientId,
    clientSecret,
    httpOptions,
    // What GitHub names itself in its answers (RFC 9207).
    issuer: `${url}/login/oauth`,
    authorization: { url: `${url}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${url}/login/oauth/access_token`,
    // The library's own request knows only github.com, and takes unverified addresses.
    userinfo: { url: `${apiUrl}/user`, request: ({ tokens }) => readGitHubUser(apiUrl, tokens.access_token) },
    checks: ["state", "pkce"],
    profile: ({ id, name, email }) => ({ id: String(id), name, email: verifiedAddress(email) }),
  });
}

function googleProvider({ clientId, clientSecret, issuer }: NonNullable<Settings["google"]>) {
  return defaultExport(Google)({
    clientId,
    clientSecret,
    httpOptions,
    issuer,
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    // A user with several accounts says which one they mean.
    authorization: { params: { scope: "openid email profile", prompt: "select_account" } },
    checks: ["state", "pkce", "nonce"],
    profile: ({ sub, name, email, email_verified }) => ({
      id: sub,
      name,
      email: email_verified === true ? verifiedAddress(email) : null,
    }),
  });
}

/** Canonical before next-auth lowers it by Unicode's rules, which fold U+212A to k. Addresses that are not taken here count as none. */
function verifiedAddress(email: string | null | undefined): string | null {
  return email ? canonicalEmail(email) : null;
}
