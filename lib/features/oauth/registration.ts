import "server-only";
import { runtime } from "@/lib/access/runtime";
import { readBytes } from "@/lib/http/body";
import type { Admission } from "@/lib/http/gate";
import { isAppSecret } from "./app-secrets";
import { callProvider, protocolText, responseOf } from "./call-provider";
import type { BridgedResponse } from "./node-bridge";
import { registrationRightOf } from "./registration-right";
import { newRequestContext } from "./request-context";
import { oauthScopes } from "./resources";

type Json = Record<string, unknown>;

/**
 * Dynamic registration (RFC 7591) with an initial access token, which says whose the app will be; a registration cannot.
 * An app that registers itself may ask for what the token's maker could hand on, without what administrators do unless it
 * names its scopes.
 */
export async function registerClient(request: Request, admission: Admission): Promise<Response> {
  const body = parse(protocolText(await readBytes(request)));
  const refused = body && refusalOf(body);
  if (refused) return refused;
  const token = bearerOf(request);
  const registration = token === null ? null : await registrationRightOf(token);
  const asked = body && { ...(registration ? { scope: defaultScope(registration.scopes) } : {}), ...body };
  const context = newRequestContext({ registration });
  return responseOf(
    withoutInternals(await callProvider(request, admission, { body: JSON.stringify(asked), context }), true),
  );
}

/** Reads, changes or deletes a registration with its own access token (RFC 7592); a secret is never readable again. */
export async function manageRegistration(request: Request, admission: Admission): Promise<Response> {
  if (request.method !== "PUT") return responseOf(withoutInternals(await callProvider(request, admission), false));
  const body = parse(protocolText(await readBytes(request)));
  const refused = body && refusalOf(body);
  if (refused) return refused;
  const { client_secret: secret, ...asked } = body ?? {};
  const { client_id: clientId = "" } = admission.params;
  if (secret !== undefined && !(typeof secret === "string" && (await isAppSecret(clientId, secret)))) {
    return metadataError("the client_secret is not this client's");
  }
  const sent = body && { ...(await scopeOf(clientId)), ...asked };
  return responseOf(withoutInternals(await callProvider(request, admission, { body: JSON.stringify(sent) }), false));
}

function defaultScope(scopes: readonly string[]): string {
  return oauthScopes
    .filter(({ id, minimumRole = "member" }) => minimumRole === "member" && scopes.includes(id))
    .map(({ id }) => id)
    .join(" ");
}

/** A change that does not speak of scopes leaves them as they are. */
async function scopeOf(clientId: string): Promise<{ scope?: string }> {
  const app = clientId.includes("\0")
    ? null
    : await runtime().database.prisma.oAuthApp.findUnique({ where: { id: clientId }, select: { scopes: true } });
  return app ? { scope: app.scopes.join(" ") } : {};
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** What a registration may not say of itself, or names that we would have to fetch. */
function refusalOf(body: Json): Response | null {
  if ("org_id" in body) return metadataError("org_id is not for the client to say");
  for (const name of ["jwks", "jwks_uri", "sector_identifier_uri", "software_statement"]) {
    if (name in body) return metadataError(`${name} is not supported`);
  }
  return null;
}

function metadataError(description: string): Response {
  return Response.json({ error: "invalid_client_metadata", error_description: description }, { status: 400 });
}

function bearerOf(request: Request): string | null {
  return /^Bearer +([\w-]+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Takes out what the library keeps for itself, and the secret's placeholder; a new secret is shown this once. */
function withoutInternals(answer: BridgedResponse, isNew: boolean): BridgedResponse {
  const body = parse(answer.body);
  if (!body) return answer;
  const { org_id: _org, ...shown } = body;
  if (!isNew) delete shown.client_secret;
  return { ...answer, body: JSON.stringify(shown) };
}
