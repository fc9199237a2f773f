import type { ScopeDefinition } from "@/lib/access/catalogue";
import type { AppKind, AuthMethod, GrantType } from "./app-draft";

/** A scope that apps can be given, in the catalogue's words. */
export type ScopeOption = Pick<ScopeDefinition, "id" | "description" | "access">;

export const kindLabels: Record<AppKind, string> = {
  web: "Web app",
  public: "Public client",
  service: "Server-to-server",
};

export const authMethodLabels: Record<AuthMethod, string> = {
  client_secret_post: "Secret in the request body",
  client_secret_basic: "Secret by HTTP Basic",
  none: "PKCE, no secret",
};

/** How apps come by tokens, in the order of the form. */
export const grantTypeWords: readonly { id: GrantType; label: string; description: string }[] = [
  {
    id: "authorization_code",
    label: "Users sign in by redirect",
    description: "Authorization code: the user agrees in the browser and is sent back.",
  },
  {
    id: "urn:ietf:params:oauth:grant-type:device_code",
    label: "Devices without a browser",
    description: "Device code: the user types a code on another device.",
  },
  {
    id: "client_credentials",
    label: "Acts for itself",
    description: "Client credentials: tokens for the organization, with no user involved.",
  },
  {
    id: "refresh_token",
    label: "Stays connected",
    description: "Refresh tokens, replaced at each use, for up to 30 days between uses.",
  },
];

/** What a scope allows, in plain words. */
export function scopeWords(id: string, options: readonly ScopeOption[]): string {
  return options.find((option) => option.id === id)?.description ?? id;
}

/** `3 permissions`. */
export function countOf(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
}
