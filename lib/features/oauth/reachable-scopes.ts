import "server-only";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import { oauthScopes } from "./resources";

/** Those of some scopes that need no administrator: what an app that names none registers for. */
export function memberScopes(scopes: readonly string[]): string[] {
  return oauthScopes
    .filter(({ id, minimumRole = "member" }) => minimumRole === "member" && scopes.includes(id))
    .map(({ id }) => id);
}

/**
 * What an app may ask users for. An agent registers itself with what its first endpoint needs, and names what a later
 * one needs when it gets there; each request narrows its grant to what it names.
 */
export function scopesForUsers({ scopes, consentScopes }: Pick<OAuthApp, "scopes" | "consentScopes">): string[] {
  return [...scopes, ...consentScopes];
}
