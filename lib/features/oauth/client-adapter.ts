import "server-only";
import { type Adapter, type AdapterPayload, type ClientMetadata, errors } from "oidc-provider";
import { isScopeId } from "@/lib/access/catalogue";
import { hashCredential } from "@/lib/access/credential-format";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import { newId } from "@/lib/platform/random";
import { grantTypeIds, RedirectUri } from "./client-metadata";
import { deleteAppRows } from "./delete-app";
import { oauthRequests } from "./request-context";
import { looksTheSame } from "./vouch";

/** Stands where the library wants a secret: it is never compared (see `isAppSecret`) and never shown. */
const secretPlaceholder = "kept as a hash only";

/** What else of RFC 7591's metadata an app keeps; everything else that a registration says is left out. */
const keptMetadata = ["dpop_bound_access_tokens", "require_pushed_authorization_requests"] as const;

/** The library's clients are the rows of `oauth_apps`; what it writes comes from dynamic registration (RFC 7591, 7592). */
export const clientAdapter: Adapter = {
  async find(id): Promise<AdapterPayload | undefined> {
    const app = await runtime().database.prisma.oAuthApp.findUnique({ where: { id } });
    return app ? { ...metadataOf(app) } : undefined;
  },
  async upsert(id, payload) {
    await saveRegistration(id, payload as ClientMetadata);
  },
  async destroy(id) {
    await runtime().changes.commit((tx) => deleteAppRows(tx, id));
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
    token_endpoint_auth_method: app.authMethod as "none" | "client_secret_post" | "client_secret_basic",
    // RFC 8252 section 7.3: an app on the user's machine may listen on any port.
    application_type: isNative(app) ? "native" : "web",
    redirect_uris: usesCode ? app.redirectUris : [],
    grant_types: app.grantTypes,
    response_types: usesCode ? ["code"] : [],
    scope: app.scopes.join(" "),
    org_id: app.organizationId,
  };
}

function isNative({ authMethod, redirectUris }: OAuthApp): boolean {
  const hasOwnScheme = redirectUris.some((uri) => !/^https?:/.test(uri));
  return hasOwnScheme || (authMethod === "none" && redirectUris.some((uri) => uri.startsWith("http:")));
}

async function saveRegistration(id: string, metadata: ClientMetadata): Promise<void> {
  const { database, settings, clock, changes } = runtime();
  const data = {
    name: metadata.client_name ?? "Unnamed app",
    homepageUrl: metadata.client_uri ?? null,
    authMethod: metadata.token_endpoint_auth_method ?? "client_secret_basic",
    redirectUris: checkedRedirectUris(metadata.redirect_uris ?? []),
    grantTypes: (metadata.grant_types ?? []).filter((type) => grantTypeIds.some((known) => known === type)),
    scopes: (metadata.scope ?? "").split(" ").filter(isScopeId),
    metadata: Object.fromEntries(keptMetadata.flatMap((name) => (metadata[name] ? [[name, true]] : []))),
  };
  const known = await database.prisma.oAuthApp.findUnique({ where: { id } });
  if (known) {
    if (known.authMethod !== data.authMethod) {
      throw new errors.InvalidClientMetadata("token_endpoint_auth_method cannot be changed; register anew");
    }
    // What was issued may hold what the app may no longer ask for.
    const loses = known.scopes.some((scope) => !data.scopes.some((kept) => kept === scope));
    await changes.commit(async (tx) => {
      if (loses)
        await tx.oAuthArtifact.deleteMany({ where: { clientId: id, NOT: { model: "RegistrationAccessToken" } } });
      await tx.oAuthApp.update({
        where: { id },
        data: { ...data, ...(looksTheSame(known, data) ? {} : { verified: false }) },
      });
      return { result: undefined, subjects: [`app:${id}`] };
    });
    return;
  }
  const organizationId = oauthRequests().getStore()?.registeringOrganizationId;
  if (!organizationId) throw new errors.InvalidToken("initial access token not found");
  const { client_secret } = metadata;
  await database.prisma.oAuthApp.create({
    data: {
      ...data,
      id,
      organizationId,
      dynamic: true,
      createdAt: new Date(clock.now()),
      ...(client_secret
        ? {
            secrets: {
              create: {
                id: newId("sec"),
                secretHash: hashCredential(client_secret, settings.keyPepper),
                secretHint: `${client_secret.slice(0, 11)}…${client_secret.slice(-4)}`,
                createdAt: new Date(clock.now()),
              },
            },
          }
        : {}),
    },
  });
}

/** The same rules as for an app that a person registers; the library's own are looser. */
function checkedRedirectUris(uris: readonly string[]): string[] {
  return uris.map((uri) => {
    const parsed = RedirectUri.safeParse(uri);
    if (parsed.success) return parsed.data;
    throw new errors.InvalidRedirectUri();
  });
}
