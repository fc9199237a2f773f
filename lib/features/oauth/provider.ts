import "server-only";
import Provider, {
  type Client,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from "oidc-provider";
import { earliestEnd } from "@/lib/access/key-lineage";
import { runtime } from "@/lib/access/runtime";
import { accessTokenSeconds, type SigningKeySet } from "@/lib/access/signing-keys";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { newId } from "@/lib/platform/random";
import { newAppSecret } from "./app-secrets";
import { ArtifactAdapter } from "./artifacts";
import { sessionAdapter } from "./browser-session";
import { clientAdapter } from "./client-adapter";
import { signInFor } from "./come-back";
import { findAccount, grantOrganizationOf, reuseGrant } from "./grants";
import { adaptModels } from "./models";
import { renderError } from "./render-error";
import { oauthRequests } from "./request-context";
import { defaultResource, oauthScopes, resourcesOf } from "./resources";

const daySeconds = 86_400;

type Built = { version: string; issuer: string; provider: Promise<Provider> };
const slot = Symbol.for("latchkey.oauth-provider");
const holder = globalThis as typeof globalThis & { [slot]?: Built };

/** The authorization server of this process, built anew when the signing keys have changed (some 10 ms). */
export async function oauthProvider(): Promise<Provider> {
  const { settings, signingKeys } = runtime();
  const issuer = settings.publicUrl;
  const keys = await signingKeys.current();
  const built = holder[slot];
  if (built?.version === keys.version && built.issuer === issuer) return built.provider;
  const provider = Promise.resolve().then(() => build(issuer, keys));
  holder[slot] = { version: keys.version, issuer, provider };
  return provider;
}

/**
 * A code goes back in the address. `form_post` would take a page of the library's own, whose script our policy for
 * pages forbids, and no client of ours is registered for it. A request for it gets `unsupported_response_mode`.
 */
class RedirectingProvider extends Provider {
  override registerResponseMode(...[name, handler]: Parameters<Provider["registerResponseMode"]>): void {
    if (name !== "form_post") super.registerResponseMode(name, handler);
  }
}

function build(issuer: string, keys: SigningKeySet): Provider {
  const provider = new RedirectingProvider(issuer, configuration(issuer, keys));
  adaptModels(provider);
  provider.on("server_error", (_ctx, error) => {
    runtime().log("error", "oauth_failed", errorFields(error));
  });
  return provider;
}

function configuration(issuer: string, keys: SigningKeySet): Configuration {
  const { signingKeys } = runtime();
  const cookies = { httpOnly: true, sameSite: "lax" as const, secure: issuer.startsWith("https:") };
  return {
    adapter: (name) =>
      name === "Client" ? clientAdapter : name === "Session" ? sessionAdapter : new ArtifactAdapter(name),
    jwks: { keys: keys.keys.map((key) => signingKeys.open(key)) },
    routes: {
      authorization: "/oauth/authorize",
      token: "/oauth/token",
      revocation: "/oauth/revoke",
      introspection: "/oauth/introspect",
      pushed_authorization_request: "/oauth/par",
      device_authorization: "/oauth/device_authorization",
      code_verification: "/device",
      registration: "/oauth/register",
      jwks: "/.well-known/jwks.json",
    },
    cookies: {
      names: { session: "lk_session", interaction: "lk_consent", resume: "lk_authorize" },
      long: cookies,
      short: cookies,
    },
    scopes: oauthScopes.map(({ id }) => id),
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_post", "client_secret_basic", "none"],
    clientDefaults: {
      token_endpoint_auth_method: "client_secret_post",
      grant_types: ["authorization_code", "refresh_token"],
    },
    extraClientMetadata: { properties: ["org_id"] },
    pkce: { required: (_ctx, client) => client.clientAuthMethod === "none" },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, mask: "****-****", deviceInfo: () => ({}) },
      introspection: { enabled: true, allowedPolicy: mayIntrospect },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      registration: {
        enabled: true,
        initialAccessToken: true,
        idFactory: () => newId("client"),
        secretFactory: () => newAppSecret().secret,
      },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => defaultResource,
        useGrantedResource: () => true,
        async getResourceServerInfo(ctx, resource, client) {
          if (!resourcesOf(issuer).includes(resource)) throw new errors.InvalidTarget();
          requireKnownScope(ctx, client);
          return {
            scope: client.scope ?? "",
            audience: resource === defaultResource ? client.clientId : resource,
            accessTokenTTL: await lifetimeOf(client.clientId),
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "RS256", kid: signingKeys.signer(keys).kid } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt(_ctx, token, jwt) {
          // Document 003's header says JWT; RFC 9068's, for tokens that name us as their audience, says at+jwt.
          if (jwt.payload.aud === token.clientId) jwt.header = { typ: "JWT" };
        },
      },
    },
    async extraTokenClaims(ctx, token) {
      const organization = token.kind === "AccessToken" ? await grantOrganizationOf(ctx) : token.client?.org_id;
      return { org_id: organization };
    },
    ttl: {
      AccessToken: (_ctx, { resourceServer }) => resourceServer?.accessTokenTTL ?? accessTokenSeconds,
      ClientCredentials: (_ctx, { resourceServer }) => resourceServer?.accessTokenTTL ?? accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Interaction: interactionSeconds,
      Session: 3_600,
      RefreshToken: 30 * daySeconds,
      Grant: 365 * daySeconds,
      InitialAccessToken: 7 * daySeconds,
      RegistrationAccessToken: 3_650 * daySeconds,
    },
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    findAccount,
    loadExistingGrant: reuseGrant,
    interactions: { policy: consentPolicy(), url: (_ctx, { uid }) => placeToDecide(uid) },
    renderError,
    // Nothing that a client names is fetched: no jwks_uri, no metadata documents.
    fetch: () => Promise.reject(new Error("the authorization server fetches nothing")),
  };
}

/** Seconds that a token of an app may live: an hour, and no longer than what made the app or the secret that it shows. */
async function lifetimeOf(clientId: string): Promise<number> {
  const { clock, oauthApps } = runtime();
  const secretId = oauthRequests().getStore()?.secretId ?? null;
  const app = await oauthApps.find(clientId);
  const secret = app?.secrets.find(({ id }) => id === secretId);
  const endMs = earliestEnd([app?.endsAtMs, secret?.endsAtMs]);
  if (endMs === null) return accessTokenSeconds;
  return Math.max(1, Math.min(accessTokenSeconds, Math.floor((endMs - clock.now()) / 1000)));
}

/** How long a request waits for its user; shorter for strangers who have yet to sign in. */
function interactionSeconds(): number {
  return oauthRequests().getStore()?.session ? 3_600 : 600;
}

function placeToDecide(uid: string): string {
  const comesBack = oauthRequests().getStore()?.comesBack ?? null;
  return comesBack === null ? `/consent/${uid}` : signInFor(comesBack);
}

/** Refuses a request of which no scope is the app's (RFC 6749 section 3.3): the library would issue a token without any. */
function requireKnownScope({ oidc }: KoaContextWithOIDC, { scope: registered = "" }: Client): void {
  const asked = oidc.params?.scope;
  if (typeof asked !== "string") return;
  const known = registered.split(" ");
  if (!asked.split(" ").some((scope) => known.includes(scope))) {
    throw new errors.InvalidScope("none of the requested scopes is one that this app may have", asked);
  }
}

/** A resource server sees tokens of its own organization, an app its own; a refresh token is its app's alone. */
const mayIntrospect: NonNullable<NonNullable<Configuration["features"]>["introspection"]>["allowedPolicy"] = (
  _ctx,
  client,
  token,
) => {
  if (token.clientId === client.clientId) return true;
  if (client.clientAuthMethod === "none" || token.kind === "RefreshToken") return false;
  return "extra" in token && token.extra?.org_id === client.org_id;
};

/** The library's policy without its OpenID scopes, and with a question each time for apps that cannot prove who they are. */
function consentPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const consent = policy.get("consent");
  // Ours are scopes of a resource; the library would ask for them a second time as scopes of its own.
  consent?.checks.remove("op_scopes_missing");
  consent?.checks.add(
    new interactionPolicy.Check(
      "public_client",
      "public clients require interaction",
      "interaction_required",
      (ctx) => {
        const { client, result } = ctx.oidc;
        return client?.clientAuthMethod === "none" && !result?.consent;
      },
    ),
  );
  return policy;
}
