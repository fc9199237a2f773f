import { scopeDefinitionsOf } from "@/lib/access/catalogue";

/** The authorization server as OpenAPI names it: where tokens come from, and what each scope allows. */
export function oauthScheme(publicUrl: string) {
  const tokenUrl = `${publicUrl}/oauth/token`;
  const scopes = Object.fromEntries(scopeDefinitionsOf("prompts").map(({ id, description }) => [id, description]));
  return {
    type: "oauth2",
    description: `An access token of the authorization server; ${publicUrl}/.well-known/oauth-authorization-server is its metadata.`,
    flows: {
      authorizationCode: { authorizationUrl: `${publicUrl}/oauth/authorize`, tokenUrl, refreshUrl: tokenUrl, scopes },
      clientCredentials: { tokenUrl, scopes },
    },
  };
}

/** An OAuth app at the protocol's own endpoints. */
export const clientScheme = {
  type: "http",
  scheme: "basic",
  description: "An OAuth app's client_id and client_secret; both may stand in the form instead.",
};

const text = { type: "string" };

/** RFC 6749 section 5.2. */
export const oauthError = {
  type: "object",
  properties: { error: text, error_description: text },
  required: ["error"],
};
