import "server-only";
import { runtime } from "@/lib/access/runtime";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { normalizeName } from "@/lib/platform/name-text";
import { isAppSecret } from "./app-secrets";
import { answerOf, callProvider, protocolText } from "./call-provider";
import { applicationTypeOf, grantTypesFor } from "./client-metadata";
import type { BridgedResponse } from "./node-bridge";
import { memberScopes } from "./reachable-scopes";
import { registrationRightOf } from "./registration-right";
import { newRequestContext } from "./request-context";
import { oauthScopes } from "./resources";
import { listedAmong } from "./scope-list";

type Json = Record<string, unknown>;

const allScopes = oauthScopes.map(({ id }) => id);

/** What is looked at of RFC 7591's and 7592's metadata; everything else, OpenID's first of all, is ignored (7591 section 2). */
const understood: ReadonlySet<string> = new Set([
  "client_id",
  "client_id_issued_at",
  "client_name",
  "client_secret_expires_at",
  "client_uri",
  "contacts",
  "dpop_bound_access_tokens",
  "grant_types",
  "logo_uri",
  "policy_uri",
  "redirect_uris",
  "registration_access_token",
  "registration_client_uri",
  "require_pushed_authorization_requests",
  "response_types",
  "scope",
  "token_endpoint_auth_method",
  "tos_uri",
]);

/**
 * Dynamic registration (RFC 7591) with an initial access token, which says whose the app will be; a registration
 * cannot. An app that registers itself gets what it asks for and the token's maker could hand on. Where it asks for no
 * scopes, it gets all of that but what administrators do; where it asks for less, it may ask users for the rest later.
 */
export async function registerClient(request: UnreadRequest): Promise<Answer> {
  const body = parse(protocolText(await request.readBody()));
  const refused = body && refusalOf(body);
  if (refused) return refused;
  const token = bearerOf(request);
  const registration = token === null ? null : await registrationRightOf(token);
  // A caller whose token counts no more is refused below, so any scopes do here.
  const known = registration?.scopes ?? allScopes;
  const asked = body && metadataFrom(body, known, memberScopes(known).join(" "));
  if (registration && asked?.scope === "") return nothingLeft();
  const context = newRequestContext({ registration });
  return answerOf(withoutInternals(await callProvider(request, { body: JSON.stringify(asked), context }), true));
}

/** Reads, changes or deletes a registration with its own access token (RFC 7592); a secret is never readable again. */
export async function manageRegistration(request: UnreadRequest, clientId: string): Promise<Answer> {
  if (request.method !== "PUT") return answerOf(withoutInternals(await callProvider(request), false));
  const body = parse(protocolText(await request.readBody()));
  const refused = body && refusalOf(body);
  if (refused) return refused;
  const { client_secret: secret } = body ?? {};
  if (secret !== undefined && !(typeof secret === "string" && (await isAppSecret(clientId, secret)))) {
    return metadataError("the client_secret is not this client's");
  }
  const sent = body && metadataFrom(body, allScopes, await scopeOf(clientId));
  if (sent?.scope === "") return nothingLeft();
  return answerOf(withoutInternals(await callProvider(request, { body: JSON.stringify(sent) }), false));
}

/**
 * What a registration asks for, without what there is not for it. Of its scopes, grants and response types those stay
 * that it can have. Where it names no scopes it gets the `usual` ones. An empty member is one that is left out.
 */
function metadataFrom(body: Json, known: readonly string[], usual: string | undefined): Json {
  const isGiven = ([name, value]: [string, unknown]) => understood.has(name) && value !== null && value !== "";
  const { scope = usual, ...others } = Object.fromEntries(Object.entries(body).filter(isGiven));
  const { redirect_uris: uris, token_endpoint_auth_method: method, grant_types, response_types, client_name } = others;
  return {
    ...others,
    // The answer says what is stored (RFC 7591 section 3.2.1).
    ...(typeof client_name === "string" ? { client_name: normalizeName(client_name) } : {}),
    ...(grant_types === undefined ? {} : { grant_types: among(grant_types, grantTypesFor(method)) }),
    ...(response_types === undefined ? {} : { response_types: among(response_types, ["code"]) }),
    scope: typeof scope === "string" && scope !== "" ? listedAmong(scope, known) : scope,
    application_type: applicationTypeOf(method, Array.isArray(uris) ? uris.map(String) : []),
  };
}

/** The known items of a list; what is no list, or would be left empty, stays for the library to refuse. */
function among(list: unknown, known: readonly string[]): unknown {
  const kept = Array.isArray(list) ? list.filter((item) => known.includes(item)) : [];
  return kept.length > 0 ? kept : list;
}

function nothingLeft(): Answer {
  return metadataError("scope names nothing that this app may ask for");
}

/** A change that does not speak of scopes leaves them as they are. */
async function scopeOf(clientId: string): Promise<string | undefined> {
  const { oAuthApp } = runtime().database.prisma;
  const app = await oAuthApp.findUnique({ where: { id: clientId }, select: { scopes: true } });
  return app?.scopes.join(" ");
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
function refusalOf(body: Json): Answer | null {
  if ("org_id" in body) return metadataError("org_id is not for the client to say");
  for (const name of ["jwks", "jwks_uri", "sector_identifier_uri", "software_statement"]) {
    if (name in body) return metadataError(`${name} is not supported`);
  }
  return null;
}

function metadataError(description: string): Answer {
  return jsonAnswer(400, { error: "invalid_client_metadata", error_description: description });
}

function bearerOf(request: UnreadRequest): string | null {
  return /^Bearer +([\w-]+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

/** What the library says of a client and is not its business: whose it is, and OpenID Connect's defaults. */
const internals = ["org_id", "id_token_signed_response_alg", "require_auth_time", "subject_type"];

/** Takes out what the library keeps for itself, and the secret's placeholder; a new secret is shown this once. */
function withoutInternals(answer: BridgedResponse, isNew: boolean): BridgedResponse {
  const shown = parse(answer.body);
  if (!shown) return answer;
  for (const name of internals) delete shown[name];
  if (!isNew) delete shown.client_secret;
  return { ...answer, body: JSON.stringify(shown) };
}
