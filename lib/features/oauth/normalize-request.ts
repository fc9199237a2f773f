import "server-only";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import { scopesForUsers } from "./reachable-scopes";
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
  const app = await runtime().oauthApps.find(clientId);
  if (app) normalizeScope(params, { usual: app.scopes, reachable: scopesForUsers(app) });
}

/** An app's request for a token of its own gets what it was registered for, and nothing that takes a user's consent. */
export async function normalizeOwnScope(params: URLSearchParams, clientId: string): Promise<void> {
  const app = await runtime().oauthApps.find(clientId);
  if (app) normalizeScope(params, { usual: app.scopes, reachable: app.scopes });
}

/** A refresh gets what its token holds of what it names (RFC 6749 section 6). */
export async function normalizeRefreshScope(params: URLSearchParams, refreshToken: string): Promise<void> {
  const { rows } = await runtime().database.pool.query<{ scope: string | null }>(
    "SELECT payload->>'scope' AS scope FROM oauth_artifacts WHERE model = 'RefreshToken' AND id_hash = $1",
    [artifactHash(refreshToken)],
  );
  const granted = rows[0]?.scope?.split(" ");
  if (granted && params.get("scope")) normalizeScope(params, { usual: granted, reachable: granted });
}

/**
 * A request that names no scope asks for the usual ones. From one that does, what cannot be reached is left out (RFC 6749
 * section 3.3). Where nothing would be left it stays as it is, for the library to refuse.
 */
function normalizeScope(
  params: URLSearchParams,
  { usual, reachable }: { usual: readonly string[]; reachable: readonly string[] },
): void {
  const [scope, ...repeated] = params.getAll("scope");
  if (repeated.length > 0) return;
  const known = scope ? listedAmong(scope, reachable) : usual.join(" ");
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
