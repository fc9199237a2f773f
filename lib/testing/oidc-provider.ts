import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { bearerOf, clientOf, createCodes } from "./stand-in-codes";
import { formPage, json, redirect, type StandInServer, serveStandIn } from "./stand-in-server";

/** Somebody with an account there; `sub` is made from the account's name, so that an address can change. */
export type OidcPersona = { account: string; name: string; email: string; verified: boolean };

type Claims = Record<string, string | number | boolean | null>;

/** How a test spoils the next answers: other claims, or a signature by a key that is not in the key set. */
export type OidcFaults = { claims?: (claims: Claims) => Claims; wrongKey?: boolean };

/** What a provider is: the client that it knows, the last part of its callback, and how its page calls it. */
export type OidcStandIn = {
  client: { clientId: string; clientSecret: string };
  callback: string;
  title: string;
  /** 0: any free port. */
  port?: number;
  faults?: OidcFaults;
};

/** An OpenID Connect provider: discovery, keys, authorize page, token with a signed id_token, userinfo. */
export async function startOidcProvider({
  client: known,
  callback,
  title,
  port = 0,
  faults = {},
}: OidcStandIn): Promise<StandInServer> {
  const codes = createCodes<OidcPersona>();
  const tokens = new Map<string, OidcPersona>();
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const strangers = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomBytes(8).toString("hex");
  const authorize = "/o/oauth2/v2/auth";

  const server = await serveStandIn(port, {
    "GET /.well-known/openid-configuration"() {
      return json({
        issuer: server.url,
        authorization_endpoint: `${server.url}${authorize}`,
        token_endpoint: `${server.url}/token`,
        userinfo_endpoint: `${server.url}/v1/userinfo`,
        jwks_uri: `${server.url}/oauth2/v3/certs`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: ["openid", "email", "profile"],
        token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
        code_challenge_methods_supported: ["plain", "S256"],
      });
    },
    "GET /oauth2/v3/certs"() {
      const jwk = keys.publicKey.export({ format: "jwk" });
      return json({ keys: [{ ...jwk, kid, alg: "RS256", use: "sig" }] });
    },
    [`GET ${authorize}`]({ url }) {
      const asked = Object.fromEntries(url.searchParams);
      const isKnown = asked.client_id === known.clientId;
      if (!isKnown || !asked.redirect_uri?.endsWith(`/api/auth/callback/${callback}`)) {
        return { status: 400, body: "Error 400: redirect_uri_mismatch or invalid_client" };
      }
      const fields = [
        ["account", "Account", ""],
        ["name", "Name", ""],
        ["email", "Email", ""],
        ["verified", "Email is verified", true],
      ] as const;
      const buttons = [
        ["approve", "Continue"],
        ["cancel", "Cancel"],
      ] as const;
      return formPage(`Sign in with ${title}`, authorize, asked, fields, buttons);
    },
    [`POST ${authorize}`]({ form }) {
      const to = form.get("redirect_uri") ?? "";
      const state = form.get("state") ?? "";
      if (form.get("decision") === "cancel") return redirect(to, { error: "access_denied", state });
      const code = codes.issue({
        redirectUri: to,
        codeChallenge: form.get("code_challenge"),
        nonce: form.get("nonce"),
        // Asked for an age, it has its user sign in anew and says when (OpenID Connect Core section 3.1.2.1).
        authTime: form.has("max_age") ? Math.floor(Date.now() / 1000) : null,
        persona: {
          account: form.get("account") ?? "",
          name: form.get("name") ?? "",
          email: form.get("email") ?? "",
          verified: form.has("verified"),
        },
      });
      return redirect(to, { code, state, scope: "email profile openid", prompt: "none" });
    },
    "POST /token"(request) {
      const client = clientOf(request);
      if (client.id !== known.clientId || client.secret !== known.clientSecret) {
        return json({ error: "invalid_client" }, 401);
      }
      const redeemed = codes.redeem(request);
      if (!redeemed) return json({ error: "invalid_grant", error_description: "Bad Request" }, 400);
      const { persona, nonce, authTime: auth_time = null } = redeemed;
      const token = `ya29.${randomBytes(18).toString("hex")}`;
      tokens.set(token, persona);
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: server.url,
        aud: client.id,
        azp: client.id,
        ...claimsOf(persona),
        ...(nonce === null ? {} : { nonce }),
        ...(auth_time === null ? {} : { auth_time }),
        iat: now,
        exp: now + 3600,
      };
      const spoiled = faults.claims ? faults.claims(claims) : claims;
      const key = faults.wrongKey ? strangers.privateKey : keys.privateKey;
      const signed = `${encoded({ alg: "RS256", kid, typ: "JWT" })}.${encoded(spoiled)}`;
      const id_token = `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
      return json({
        access_token: token,
        expires_in: 3599,
        scope: "openid email profile",
        token_type: "Bearer",
        id_token,
      });
    },
    "GET /v1/userinfo"(request) {
      const persona = tokens.get(bearerOf(request));
      return persona ? json(claimsOf(persona)) : json({ error: "invalid_request" }, 401);
    },
  });
  return server;
}

function claimsOf({ account, name, email, verified }: OidcPersona) {
  const sub = BigInt(`0x${createHash("sha256").update(account).digest("hex").slice(0, 16)}`).toString();
  return { sub, name, email, email_verified: verified };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
