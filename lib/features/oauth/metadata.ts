import "server-only";
import { productName } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import { Answer, jsonAnswer } from "@/lib/http/answer";
import { proofAlgorithms } from "@/lib/http/dpop-proof";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { answerOf, callProvider } from "./call-provider";
import { oauthScopes } from "./resources";

/** The same for everybody for a while. */
const headers = { "cache-control": "public, max-age=300" };

/** The members of RFC 8414, 9126, 9207, 9449 and 8628; the library's answer also speaks of OpenID Connect, which is off. */
const members = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "jwks_uri",
  "registration_endpoint",
  "scopes_supported",
  "response_types_supported",
  "grant_types_supported",
  "token_endpoint_auth_methods_supported",
  "revocation_endpoint",
  "introspection_endpoint",
  "code_challenge_methods_supported",
  "authorization_response_iss_parameter_supported",
  "pushed_authorization_request_endpoint",
  "device_authorization_endpoint",
  "dpop_signing_alg_values_supported",
];

/** The library names `form_post` too, which is refused. */
const responseModes = ["query", "fragment"];

/** The authorization server's metadata (RFC 8414), the same at each of its addresses. */
export async function serverMetadata(request: UnreadRequest): Promise<Answer> {
  const { body } = await callProvider(request, { target: "/.well-known/oauth-authorization-server" });
  const all = JSON.parse(body) as Record<string, unknown>;
  const kept = Object.fromEntries(members.flatMap((name) => (name in all ? [[name, all[name]]] : [])));
  const { token_endpoint_auth_methods_supported: methods } = kept;
  const withSecret = Array.isArray(methods) ? methods.filter((method) => method !== "none") : [];
  const metadata = {
    ...kept,
    scopes_supported: oauthScopes.map(({ id }) => id),
    response_modes_supported: responseModes,
    revocation_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_methods_supported: withSecret,
    service_documentation: `${runtime().settings.publicUrl}/docs`,
  };
  return jsonAnswer(200, metadata, headers);
}

/** The keys to verify access tokens with (RFC 7517). */
export async function keySet(request: UnreadRequest): Promise<Answer> {
  const answer = answerOf(await callProvider(request));
  return new Answer(answer.status, { ...answer.headers, ...headers }, answer.body);
}

/**
 * The API's metadata (RFC 9728): an agent that met a 401 finds the authorization server by it. `jwks_uri` would be keys of
 * the API's own, with which it signs nothing.
 */
export function resourceMetadata(path: "" | "/v1"): Answer {
  const { publicUrl } = runtime().settings;
  const metadata = {
    resource: `${publicUrl}${path}`,
    resource_name: `${productName()} API`,
    authorization_servers: [publicUrl],
    scopes_supported: oauthScopes.map(({ id }) => id),
    bearer_methods_supported: ["header"],
    dpop_signing_alg_values_supported: proofAlgorithms,
    resource_documentation: `${publicUrl}/docs`,
  };
  return jsonAnswer(200, metadata, headers);
}
