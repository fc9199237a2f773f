import "server-only";
import { createHash } from "node:crypto";
import { runtime } from "@/lib/access/runtime";

/** A provider to sign in with, and the name that people know it by. */
export type SignInProvider = { id: string; label: string };

/** The two that everybody knows; what an identity of theirs is stored under is their id. */
const known = [
  { id: "github", label: "GitHub" },
  { id: "google", label: "Google" },
] as const;

/** The providers that this deployment has configured, in the order of their buttons. */
export function configuredProviders(): SignInProvider[] {
  const { settings } = runtime();
  return [...known.filter(({ id }) => settings[id] !== null), ...settings.oidc.map(({ id, label }) => ({ id, label }))];
}

/** What people know a provider by. */
export function labelOf(provider: string): string {
  return [...known, ...runtime().settings.oidc].find(({ id }) => id === provider)?.label ?? provider;
}

/** Below it stand the identities of OpenID Connect providers: another one in the same place of the settings must not inherit them. */
const oidcPrefix = "oidc:";

/** What identities of a configured provider are stored under, which stays the same when the settings count providers anew. */
export function identityProviderOf(provider: string): string {
  const oidc = runtime().settings.oidc.find(({ id }) => id === provider);
  return oidc ? `${oidcPrefix}${oidc.issuer}` : provider;
}

/** Under which providers identities are stored that are a way in now: one that is switched off is none. */
export function identityProvidersOffered(): string[] {
  return configuredProviders().map(({ id }) => identityProviderOf(id));
}

/**
 * What a stored identity's provider is called outside: by its id where it is configured or one that everybody knows, else
 * by a name of its own. Null for what is no provider to sign in with, such as a trusted issuer.
 */
export function offeredAs(stored: string): (SignInProvider & { configured: boolean }) | null {
  const configured = configuredProviders().find(({ id }) => identityProviderOf(id) === stored);
  if (configured) return { ...configured, configured: true };
  const switchedOff = known.find(({ id }) => id === stored);
  if (switchedOff) return { ...switchedOff, configured: false };
  if (!stored.startsWith(oidcPrefix)) return null;
  const name = createHash("sha256").update(stored).digest("hex").slice(0, 16);
  return { id: `former-${name}`, label: new URL(stored.slice(oidcPrefix.length)).host, configured: false };
}

/** Whether a provider vouches for addresses of a domain: an OpenID Connect one may be for some domains alone. */
export function vouchesFor(provider: string, domain: string): boolean {
  const { domains = [] } = runtime().settings.oidc.find(({ id }) => id === provider) ?? {};
  return domains.length === 0 || domains.includes(domain);
}
