/**
 * The library that answers our OAuth endpoints, on bare node:http with everything in memory. Grant and kind of token
 * are the same, kept by its identifier as ours is. There is neither a database nor limits.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { serve } from "./peers/serve.mjs";

const client = { clientId: "bench", secret: randomBytes(32).toString("hex") };
const resource = "urn:bench:api";
const rows = new Map();

class MemoryAdapter {
  constructor(model) {
    this.keyOf = (id) => `${model} ${id}`;
  }
  async upsert(id, payload) {
    rows.set(this.keyOf(id), payload);
  }
  async find(id) {
    const payload = rows.get(this.keyOf(id));
    return payload && { ...payload, jti: id };
  }
  async destroy(id) {
    rows.delete(this.keyOf(id));
  }
  async consume() {}
  async findByUid() {}
  async findByUserCode() {}
  async revokeByGrantId() {}
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const provider = new Provider("http://localhost", {
  adapter: MemoryAdapter,
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "bench" }] },
  routes: { token: "/oauth/token", introspection: "/oauth/introspect" },
  scopes: ["prompts:read"],
  clients: [
    {
      client_id: client.clientId,
      client_secret: client.secret,
      token_endpoint_auth_method: "client_secret_post",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      scope: "prompts:read",
    },
  ],
  clientAuthMethods: ["client_secret_post"],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "prompts:read",
        audience: client.clientId,
        accessTokenTTL: 3_600,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256", kid: "bench" } },
      }),
    },
  },
});

// As ours: with a payload the library keeps a JWT by its identifier, and can be asked about it.
const { prototype, IN_PAYLOAD } = provider.ClientCredentials;
const issue = prototype.getValueAndPayload;
prototype.getValueAndPayload = async function getValueAndPayload() {
  const { value } = await issue.call(this);
  const { iat, exp } = JSON.parse(Buffer.from(value.split(".")[1], "base64url"));
  return { value, payload: { ...Object.fromEntries(IN_PAYLOAD.map((name) => [name, this[name]])), iat, exp } };
};

serve(createServer(provider.callback()), client);
