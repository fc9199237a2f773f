import "server-only";
import { runtime } from "@/lib/access/runtime";
import { canonicalResource } from "./resources";
import { listedAmong } from "./scope-list";

/**
 * What OpenID Connect (Core, section 3.1.2.1) adds to an authorization request. This server does not speak it, and what it
 * does not know it ignores (RFC 6749 section 3.1).
 */
const openidParameters = [
  "nonce",
  "display",
  "max_age",
  "ui_locales",
  "claims_locales",
  "id_token_hint",
  "login_hint",
  "acr_values",
  "claims",
  "registration",
];

/** Of OpenID's prompts, those that this server follows all the same. */
const followedPrompts = ["none", "login", "consent"];

/** Brings an authorization request, wherever it arrives, into the words that the library is to judge. */
export async function normalizeAuthorization(params: URLSearchParams, clientId: string): Promise<void> {
  for (const name of openidParameters) params.delete(name);
  const [prompt, ...repeated] = params.getAll("prompt");
  if (prompt !== undefined && repeated.length === 0) {
    setOrDelete(params, "prompt", listedAmong(prompt, followedPrompts));
  }
  normalizeResources(params);
  await normalizeScope(params, clientId);
}

/**
 * A request that names no scope asks for all that the app was registered for. From one that does, what the app may not
 * have is left out (RFC 6749 section 3.3). Where nothing would be left it stays as it is, for the library to refuse.
 */
export async function normalizeScope(params: URLSearchParams, clientId: string): Promise<void> {
  const [scope, ...repeated] = params.getAll("scope");
  if (repeated.length > 0) return;
  const { scopes = [] } = (await runtime().oauthApps.find(clientId)) ?? {};
  const known = scope ? listedAmong(scope, scopes) : scopes.join(" ");
  if (known !== "") params.set("scope", known);
}

/** Gives resources (RFC 8707) their one spelling: URL parsers add a slash to a bare origin, and clients send it on. */
export function normalizeResources(params: URLSearchParams): void {
  const resources = new Set(params.getAll("resource").map(canonicalResource));
  params.delete("resource");
  for (const resource of resources) params.append("resource", resource);
}

function setOrDelete(params: URLSearchParams, name: string, value: string): void {
  if (value === "") params.delete(name);
  else params.set(name, value);
}
