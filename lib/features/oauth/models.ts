import "server-only";
import Provider, { type Client, errors } from "oidc-provider";
import { readJwt } from "@/lib/access/session-jwt";
import { randomBase62 } from "@/lib/platform/random";
import { isAppSecret } from "./app-secrets";

/** How document 003's refresh tokens begin. */
export const refreshTokenPrefix = "rt_";

type Fields = Record<string, unknown>;
type Issued = { value: string; payload?: Fields };

/** What the overrides below touch of the library's models; not part of its documented interface, hence the pinned version. */
type Model = {
  name: string;
  IN_PAYLOAD: string[];
  prototype: { generateTokenId(): string; getValueAndPayload(): Promise<Issued> };
};

/**
 * Changes five things about the library's models, each pinned by a test. Refresh tokens begin with `rt_`. Client
 * secrets are compared as hashes. JWTs are kept by their `jti`, so that they can be revoked and introspected. A grant
 * knows its organization. A grant that an app is not registered for is refused in RFC 6749's words.
 */
export function adaptModels(provider: Provider): void {
  const model = (found: unknown, name: string): Model => {
    const known = found as Model;
    // A bundler that renames classes would make the library mix its models up, silently.
    if (known.name !== name) throw new Error(`oidc-provider must not be bundled: ${name} is called ${known.name}`);
    return known;
  };
  const refreshToken = model(provider.RefreshToken, "RefreshToken");
  refreshToken.prototype.generateTokenId = () => `${refreshTokenPrefix}${randomBase62(43)}`;
  keepByJti(model(provider.AccessToken, "AccessToken"));
  keepByJti(model(provider.ClientCredentials, "ClientCredentials"));
  keepOrganization(model(provider.Grant, "Grant"));
  keepOrganization(model(provider.InitialAccessToken, "InitialAccessToken"));
  const client = provider.Client.prototype as { clientId: string; compareClientSecret(secret: string): unknown };
  client.compareClientSecret = function compareClientSecret(this: { clientId: string }, secret: string) {
    return isAppSecret(this.clientId, secret);
  };
  refuseAsUnauthorized(provider.Client.prototype);
}

/** The library says `invalid_request` where RFC 6749 (sections 4.1.2.1 and 5.2) has `unauthorized_client`. */
function refuseAsUnauthorized(client: Client): void {
  const { grantTypeAllowed, responseTypeAllowed } = client;
  client.grantTypeAllowed = function isRegistered(this: Client, type: string) {
    const allowed = grantTypeAllowed.call(this, type);
    // The library also asks about grants that the request is not about.
    if (!allowed && type === requestedGrant()) throw unauthorized();
    return allowed;
  };
  client.responseTypeAllowed = function isRegistered(this: Client, type: Parameters<typeof responseTypeAllowed>[0]) {
    if (!responseTypeAllowed.call(this, type)) throw unauthorized();
    return true;
  };
}

function requestedGrant(): unknown {
  const { route, params } = Provider.ctx?.oidc ?? {};
  if (route === "device_authorization") return "urn:ietf:params:oauth:grant-type:device_code";
  return route === "token" ? params?.grant_type : undefined;
}

function unauthorized(): Error {
  return new errors.UnauthorizedClient("this app is not registered for the grant that it asks for");
}

/** The library gives JWTs away and forgets them; with a payload it stores them like opaque tokens. */
function keepByJti({ prototype, IN_PAYLOAD }: Model): void {
  const issue = prototype.getValueAndPayload;
  prototype.getValueAndPayload = async function getValueAndPayload(this: Fields): Promise<Issued> {
    const { value } = await issue.call(this as never);
    const claims = readJwt(value)?.claims ?? {};
    const fields = IN_PAYLOAD.flatMap((name) => (this[name] === undefined ? [] : [[name, this[name]]]));
    return { value, payload: { ...Object.fromEntries(fields), iat: claims.iat, exp: claims.exp } };
  };
}

function keepOrganization(model: Model): void {
  const fields = [...model.IN_PAYLOAD, "organizationId"];
  Object.defineProperty(model, "IN_PAYLOAD", { get: () => fields });
}
