import "server-only";
import { type Adapter, type AdapterPayload, type ClientMetadata, errors } from "oidc-provider";
import { z } from "zod";
import { isScopeId } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import { AuthMethod } from "@/lib/generated/prisma/enums";
import { inputWords } from "@/lib/http/input-words";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { recordEvent } from "@/lib/tenancy/events";
import { AppName, applicationTypeOf, grantTypesFor, Homepage, RedirectUris } from "./client-metadata";
import { deleteAppRows } from "./delete-app";
import { memberScopes, scopesForUsers } from "./reachable-scopes";
import { schemeProblem } from "./redirect-schemes";
import { scopesToHandOn } from "./registration-right";
import { oauthRequests } from "./request-context";
import { looksTheSame } from "./vouch";

/** Stands where the library wants a secret: it is never compared (see `isAppSecret`) and never shown. */
const secretPlaceholder = "kept as a hash only";

/** What else of RFC 7591's metadata an app keeps; everything else that a registration says is left out. */
const keptMetadata = ["dpop_bound_access_tokens", "require_pushed_authorization_requests"] as const;

/** The library's clients are the rows of `oauth_apps`; what it writes comes from dynamic registration (RFC 7591, 7592). */
export const clientAdapter: Adapter = {
  async find(id): Promise<AdapterPayload | undefined> {
    const app = await runtime().oauthApps.find(id);
    if (!app) return undefined;
    const { asksUser = false } = oauthRequests().getStore() ?? {};
    return { ...metadataOf(app), ...(asksUser ? { scope: scopesForUsers(app).join(" ") } : {}) };
  },
  async upsert(id, payload) {
    await saveRegistration(id, payload as ClientMetadata);
  },
  async destroy(id) {
    await runtime().changes.commit(async (tx) => {
      const app = await tx.oAuthApp.findUnique({ where: { id } });
      if (app) await tell(tx, "app.deleted", app);
      return deleteAppRows(tx, id);
    });
  },
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  revokeByGrantId: async () => undefined,
};

/** An app in RFC 7591's words, as the library reads them. */
export function metadataOf(app: OAuthApp): ClientMetadata {
  const usesCode = app.grantTypes.includes("authorization_code");
  const extra = typeof app.metadata === "object" && app.metadata !== null ? app.metadata : {};
  return {
    ...Object.fromEntries(keptMetadata.flatMap((name) => (name in extra ? [[name, Reflect.get(extra, name)]] : []))),
    client_id: app.id,
    client_name: app.name,
    ...(app.homepageUrl ? { client_uri: app.homepageUrl } : {}),
    ...(app.authMethod === "none" ? {} : { client_secret: secretPlaceholder, client_secret_expires_at: 0 }),
    client_id_issued_at: Math.floor(app.createdAt.getTime() / 1000),
    token_endpoint_auth_method: app.authMethod,
    application_type: applicationTypeOf(app.authMethod, app.redirectUris),
    // Kept without the grant too: an app that asks for a code all the same can be told so.
    redirect_uris: app.redirectUris.filter((uri) => schemeProblem([uri]) === null),
    grant_types: grantTypesFor(app.authMethod).filter((type) => app.grantTypes.includes(type)),
    response_types: usesCode ? ["code"] : [],
    scope: app.scopes.join(" "),
    org_id: app.organizationId,
  };
}

async function saveRegistration(id: string, metadata: ClientMetadata): Promise<void> {
  const { database, peppers, clock, changes } = runtime();
  const authMethod = metadata.token_endpoint_auth_method ?? "client_secret_basic";
  const data = {
    name: checked(AppName, "client_name", metadata.client_name ?? "Unnamed app"),
    homepageUrl: metadata.client_uri === undefined ? null : checked(Homepage, "client_uri", metadata.client_uri),
    authMethod: checked(
      z.enum(AuthMethod),
      "token_endpoint_auth_method",
      metadata.token_endpoint_auth_method ?? "client_secret_basic",
    ),
    redirectUris: checkedRedirectUris(metadata.redirect_uris ?? []),
    grantTypes: grantTypesFor(authMethod).filter((type) => metadata.grant_types?.includes(type)),
    scopes: (metadata.scope ?? "").split(" ").filter(isScopeId),
    metadata: Object.fromEntries(keptMetadata.flatMap((name) => (metadata[name] ? [[name, true]] : []))),
  };
  const known = await database.prisma.oAuthApp.findUnique({ where: { id } });
  if (known) {
    if (known.authMethod !== data.authMethod) {
      throw new errors.InvalidClientMetadata("token_endpoint_auth_method cannot be changed; register anew");
    }
    requireWithin(data.scopes, known.scopes);
    // Issued tokens may hold scopes that the app may no longer ask for.
    const loses = known.scopes.some((scope) => !data.scopes.some((kept) => kept === scope));
    await changes.commit(async (tx) => {
      if (loses)
        await tx.oAuthArtifact.deleteMany({ where: { clientId: id, NOT: { model: "RegistrationAccessToken" } } });
      const changed = { ...data, ...(looksTheSame(known, data) ? {} : { verified: false }) };
      await tell(tx, "app.updated", await tx.oAuthApp.update({ where: { id }, data: changed }));
      return { result: undefined, subjects: [`app:${id}`] };
    });
    return;
  }
  const right = oauthRequests().getStore()?.registration;
  if (!right) throw noRight();
  const { organizationId, userId, createdByKeyId, createdByTokenId } = right;
  const { client_secret } = metadata;
  const createdAt = new Date(clock.now());
  await inTransaction(runtime(), async (tx) => {
    // The member who let it register may be losing that right at this moment.
    const allowed = await scopesToHandOn(tx, right);
    if (!allowed) throw noRight();
    requireWithin(data.scopes, allowed);
    const consentScopes = memberScopes(allowed).filter((scope) => !data.scopes.some((own) => own === scope));
    // What made the registration token made the app: the token is only how it handed that on.
    const made = { consentScopes, createdByKeyId, createdByTokenId, dynamic: true, createdAt };
    const app = await tx.oAuthApp.create({ data: { ...data, ...made, id, organizationId } });
    if (client_secret) {
      const secretHash = peppers.hash(client_secret);
      const secretHint = `${client_secret.slice(0, 11)}…${client_secret.slice(-4)}`;
      await tx.oAuthAppSecret.create({ data: { id: newId("sec"), appId: id, secretHash, secretHint, createdAt } });
    }
    await tell(tx, "app.created", app, userId);
  });
}

function noRight(): Error {
  return new errors.InvalidToken("initial access token not found, or its maker may not let apps register any more");
}

type AppEvent = "app.created" | "app.updated" | "app.deleted";

/** Records what an app did to its own registration; `actorId` is the user who let it register. */
async function tell(tx: PrismaSession, type: AppEvent, app: OAuthApp, actorId: string | null = null): Promise<void> {
  const { id, name, organizationId } = app;
  const data = { client_id: id, name };
  await recordEvent(tx, { type, organizationId, environment: "production", actorId, subjectId: id, data });
}

/** An app never gives itself more than it was let register with. */
function requireWithin(scopes: readonly string[], allowed: readonly string[]): void {
  const beyond = scopes.filter((scope) => !allowed.includes(scope));
  if (beyond.length > 0)
    throw new errors.InvalidClientMetadata(`scope names what this app may not ask for: ${beyond.join(" ")}`);
}

/** The same rules as for an app that a person registers; the library's own are looser. */
function checked<T>(schema: z.ZodType<T>, field: string, value: unknown): T {
  const parsed = schema.safeParse(value, { error: inputWords });
  if (parsed.success) return parsed.data;
  throw new errors.InvalidClientMetadata(`${field} ${parsed.error.issues[0]?.message ?? "is not valid"}`);
}

function checkedRedirectUris(uris: readonly string[]): string[] {
  const parsed = RedirectUris.safeParse(uris, { error: inputWords });
  const problem = parsed.success ? schemeProblem(parsed.data)?.message : parsed.error.issues[0]?.message;
  if (parsed.success && problem === undefined) return parsed.data;
  // The library's own words are about a request, not about a registration.
  throw Object.assign(new errors.InvalidRedirectUri(), { error_description: `redirect_uris ${problem}` });
}
