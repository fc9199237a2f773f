import "server-only";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";

/**
 * Where the form of a consent page may lead in the end, as a source for the page's `form-action`. Browsers hold it
 * against the redirect to the client too. Null for every other page, and where nothing waits for an answer.
 */
export async function consentTargetOf(path: string): Promise<string | null> {
  const uid = /^\/consent\/([\w-]{10,100})$/.exec(path)?.[1];
  if (!uid) return null;
  const { rows } = await runtime().database.pool.query<{ redirect_uri: string | null }>(
    "SELECT payload->'params'->>'redirect_uri' AS redirect_uri FROM oauth_artifacts WHERE model = 'Interaction' AND id_hash = $1",
    [artifactHash(uid)],
  );
  const redirectUri = rows[0]?.redirect_uri;
  if (!redirectUri || !URL.canParse(redirectUri)) return null;
  const { protocol, hostname, origin } = new URL(redirectUri);
  // A source list knows neither IPv6 addresses nor hosts of an app's own scheme.
  return /^https?:$/.test(protocol) && !hostname.startsWith("[") ? origin : protocol;
}
